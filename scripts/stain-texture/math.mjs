/**
 * Formulas over an OnnxGraph (src/inference/onnx/graph.ts), so that the feature files read like what they
 * compute. Maps are [tile, channel, y, x].
 *
 * @typedef {import('../../dist/inference/onnx/graph.js').OnnxGraph} OnnxGraph
 * @typedef {string} Value
 */

/** @param {OnnxGraph} graph */
export function mathOn(graph) {
  const { op } = graph;
  const scalar = (/** @type {number} */ number) => graph.floats([number], [1]);
  const value = (/** @type {Value | number} */ v) => (typeof v === 'number' ? scalar(v) : v);
  const binary =
    (/** @type {string} */ type) => (/** @type {Value | number} */ a, /** @type {Value | number} */ b) =>
      op(type, [value(a), value(b)]);
  const math = {
    add: binary('Add'),
    sub: binary('Sub'),
    mul: binary('Mul'),
    div: binary('Div'),
    atLeast: binary('Max'),
    sqrt: (/** @type {Value} */ a) => op('Sqrt', [a]),
    log: (/** @type {Value} */ a) => op('Log', [a]),
    sigmoid: (/** @type {Value} */ a) => op('Sigmoid', [a]),
    square: (/** @type {Value} */ a) => op('Mul', [a, a]),
    /** Mean over y and x, keeping them as 1×1. */
    mean: (/** @type {Value} */ map) => op('ReduceMean', [map], { axes: [2, 3], keepdims: 1 }),
    /** Mean over the given axes, which vanish. */
    meanOver: (/** @type {Value} */ map, /** @type {number[]} */ axes) =>
      op('ReduceMean', [map], { axes, keepdims: 0 }),
    join: (/** @type {Value[]} */ values, axis = 1) =>
      values.length === 1 ? values[0] : op('Concat', values, { axis }),
    reshape: (/** @type {Value} */ a, /** @type {number[]} */ dims) => op('Reshape', [a, graph.ints(dims)]),
    channels: (/** @type {Value} */ map, /** @type {number} */ from, /** @type {number} */ to) =>
      op('Slice', [map, graph.ints([from]), graph.ints([to]), graph.ints([1])]),
    /** Means over blocks of side × side. */
    blocks: (/** @type {Value} */ map, /** @type {number} */ side) =>
      op('AveragePool', [map], { kernel_shape: [side, side], strides: [side, side] }),
    /** Grey dilation and erosion with a square; odd side. The border counts as "nothing there". */
    dilate: (/** @type {Value} */ map, /** @type {number} */ side) =>
      op('MaxPool', [map], { kernel_shape: [side, side], pads: Array(4).fill((side - 1) / 2) }),
    erode: (/** @type {Value} */ map, /** @type {number} */ side) =>
      op('Neg', [math.dilate(op('Neg', [map]), side)]),
    /** Standard deviation over y and x → [tile, channel]. */
    sd: (/** @type {Value} */ map) =>
      math.sqrt(math.add(math.meanOver(math.square(math.sub(map, math.mean(map))), [2, 3]), 1e-8)),
    /** Mean over y and x → [tile, channel]. */
    flatMean: (/** @type {Value} */ map) => math.meanOver(map, [2, 3]),
  };
  return math;
}
