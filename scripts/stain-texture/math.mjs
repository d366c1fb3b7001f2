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
  const unary = (/** @type {string} */ type) => (/** @type {Value} */ a) => op(type, [a]);
  const value = (/** @type {Value | number} */ v) => (typeof v === 'number' ? graph.floats([v]) : v);
  const binary =
    (/** @type {string} */ type) => (/** @type {Value | number} */ a, /** @type {Value | number} */ b) =>
      op(type, [value(a), value(b)]);
  const square = (/** @type {Value} */ a) => op('Mul', [a, a]);
  const [add, sub, mul, div, atLeast] = ['Add', 'Sub', 'Mul', 'Div', 'Max'].map(binary);
  const [sqrt, log, sigmoid, relu, absolute] = ['Sqrt', 'Log', 'Sigmoid', 'Relu', 'Abs'].map(unary);
  /** Mean over y and x, keeping them as 1×1. */
  const mean = (/** @type {Value} */ map) => op('ReduceMean', [map], { axes: [2, 3], keepdims: 1 });
  /** Mean over y and x → [tile, channel]. */
  const flatMean = (/** @type {Value} */ map) => op('ReduceMean', [map], { axes: [2, 3], keepdims: 0 });
  const join = (/** @type {Value[]} */ values) => op('Concat', values, { axis: 1 });
  const reshape = (/** @type {Value} */ a, /** @type {number[]} */ dims) =>
    op('Reshape', [a, graph.ints(dims)]);
  const channels = (/** @type {Value} */ map, /** @type {number} */ from, /** @type {number} */ to) =>
    op('Slice', [map, graph.ints([from]), graph.ints([to]), graph.ints([1])]);
  return {
    add,
    sub,
    mul,
    div,
    atLeast,
    sqrt,
    log,
    sigmoid,
    relu,
    absolute,
    square,
    mean,
    flatMean,
    join,
    reshape,
    channels,
    ...shapesOf(op),
    sd,
  };

  /** Standard deviation over y and x → [tile, channel]. */
  function sd(/** @type {Value} */ map) {
    return sqrt(add(flatMean(square(sub(map, mean(map)))), 1e-8));
  }
}

/** Operations on neighbourhoods. @param {OnnxGraph['op']} op */
function shapesOf(op) {
  /** Means over blocks of side × side. */
  const blocks = (/** @type {Value} */ map, /** @type {number} */ side) =>
    op('AveragePool', [map], { kernel_shape: [side, side], strides: [side, side] });
  /** Grey dilation with a square of odd side; nothing comes in from outside the tile. */
  const dilate = (/** @type {Value} */ map, /** @type {number} */ side) =>
    op('MaxPool', [map], { kernel_shape: [side, side], pads: Array(4).fill((side - 1) / 2) });
  /** Grey erosion; what touches the edge of the tile is thought to go on outside. */
  const erode = (/** @type {Value} */ map, /** @type {number} */ side) =>
    op('Neg', [dilate(op('Neg', [map]), side)]);
  return { blocks, dilate, erode };
}
