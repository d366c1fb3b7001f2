import { onnxGraph } from '../../dist/inference/onnx/graph.js';
import { addFeatures, SIDE } from './features.mjs';
import { mathOn } from './math.mjs';

const OPSET = 17;

/** How far a standardised number may pull: ±BOUND standard deviations, reached softly. */
const BOUND = 3;

/** The statistics before standardisation, for measuring the constants: pixels [batch, 3, 224, 224] → raw [batch, dim]. */
export function rawModel() {
  const { graph, raw, dim } = rawGraph();
  graph.output(raw, 'float32', ['batch', dim], 'raw');
  return { bytes: graph.toModel(OPSET), dim };
}

/**
 * The encoder: pixels [batch, 3, 224, 224] in 0..1 → vector [batch, dim]. The length 1 is given by whoever
 * runs it, as for every encoder.
 * @param {{ mean: number[], sd: number[] }} constants
 */
export function stainTextureModel({ mean, sd }) {
  const { graph, raw, dim } = rawGraph();
  if (mean.length !== dim || sd.length !== dim) {
    throw new Error(
      `constants.json is for ${mean.length} numbers, the graph has ${dim}: measure the constants again`,
    );
  }
  const m = mathOn(graph);
  const standard = m.mul(m.sub(raw, graph.floats(mean)), graph.floats(sd.map((s) => 1 / (s * BOUND))));
  graph.output(graph.op('Tanh', [standard]), 'float32', ['batch', dim], 'vector');
  return { bytes: graph.toModel(OPSET), dim };
}

function rawGraph() {
  const graph = onnxGraph('stain-texture');
  const groups = addFeatures(graph, graph.input('pixels', 'float32', ['batch', 3, SIDE, SIDE]));
  const raw = graph.op(
    'Concat',
    groups.map(({ value }) => value),
    { axis: 1 },
  );
  return { graph, raw, dim: groups.reduce((sum, { size }) => sum + size, 0) };
}
