import { onnxGraph } from '../../dist/inference/onnx/graph.js';
import { features } from './features.mjs';
import { mathOn } from './math.mjs';
import { SIDE } from './planes.mjs';

const OPSET = 17;

/** How far a standardised statistic may pull: ±3 standard deviations, reached softly. */
const BOUND = 3;

/** Length of a vector. */
export const DIM = 128;

/**
 * Constants of the model.
 * @typedef {object} Constants
 * @property {ArrayLike<number>} mean of each statistic @property {ArrayLike<number>} sd of each statistic
 * @property {ArrayLike<number>} centre mean of the standardised, bounded statistics
 * @property {ArrayLike<number>} projection [statistics, DIM], row by row
 */

/** pixels [batch, 3, 224, 224] in 0..1 → raw [batch, statistics]: for measuring the constants. */
export function statisticsModel() {
  const { graph, raw, size } = statisticsGraph();
  graph.output(raw, 'float32', ['batch', size], 'raw');
  return { bytes: graph.toModel(OPSET), size };
}

/**
 * The encoder: pixels [batch, 3, 224, 224] in 0..1 → vector [batch, DIM]. Length 1 is given by whoever runs
 * it, as for every encoder.
 * @param {Constants} constants
 */
export function stainTextureModel({ mean, sd, centre, projection }) {
  const { graph, raw, size } = statisticsGraph();
  if (mean.length !== size || projection.length !== size * DIM) {
    throw new Error(`constants.json is for ${mean.length} statistics, the graph has ${size}: fit it again`);
  }
  const m = mathOn(graph);
  const standard = m.div(m.sub(raw, graph.floats(mean)), graph.floats(sd));
  const pull = m.sub(bounded(graph, standard), graph.floats(centre));
  const vector = graph.op('MatMul', [pull, graph.floats(projection, [size, DIM])]);
  graph.output(vector, 'float32', ['batch', DIM], 'vector');
  return graph.toModel(OPSET);
}

/** What `stainTextureModel` does to one standardised statistic. */
export function boundedValue(/** @type {number} */ standard) {
  return BOUND * Math.tanh(standard / BOUND);
}

function bounded(graph, standard) {
  const m = mathOn(graph);
  return m.mul(BOUND, graph.op('Tanh', [m.mul(1 / BOUND, standard)]));
}

function statisticsGraph() {
  const graph = onnxGraph('stain-texture');
  const groups = features(graph, graph.input('pixels', 'float32', ['batch', 3, SIDE, SIDE]));
  const raw = mathOn(graph).join(groups.map(({ value }) => value));
  return { graph, raw, size: groups.reduce((sum, { size }) => sum + size, 0) };
}
