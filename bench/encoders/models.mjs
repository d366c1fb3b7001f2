import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { built, MODELS } from '../built.mjs';
import { readRows, sharedData, thin, trainingCache } from './data.mjs';

const { readModels } = await built('inference/read-models.js');
const { readConfig } = await built('config.js');
const { onnxGraph } = await built('inference/onnx/graph.js');

/** The encoder that an ingest uses when none is named. */
export const DEFAULT = readConfig({}, {}).model;
/** The fixed formula that every trained encoder is held against. */
export const FORMULA = 'stain-texture';
/** The best of the trained ones: the default once it is one, else the first that is not the formula. */
export async function trainedModel() {
  if (DEFAULT !== FORMULA) return DEFAULT;
  const usable = (await readModels(MODELS)).filter((entry) => 'manifest' in entry);
  return usable.find(({ id }) => id !== FORMULA)?.id ?? FORMULA;
}

/**
 * A models folder with what is measured: the trained encoder, the formula, mean and deviation of the channels as
 * `colour`, and the trained encoder's network before training as `untrained`, where training has left one.
 */
export async function gatherModels(folder) {
  const trained = await trainedModel();
  for (const id of new Set([trained, FORMULA]))
    cpSync(join(MODELS, id), join(folder, id), { recursive: true });
  const { manifest } = (await readModels(MODELS)).find(({ id }) => id === trained);
  const ids = [...new Set([trained, FORMULA]), 'colour'];
  await writeColourModel(join(folder, 'colour'), manifest.scales);
  const untrained = trainingCache('untrained.onnx');
  if (untrained !== undefined) {
    // What differs from the trained one's manifest (dim, scales, output) stands in untrained.json beside it.
    const beside = trainingCache('untrained.json');
    const own = beside === undefined ? {} : JSON.parse(readFileSync(beside, 'utf8'));
    writeModel(join(folder, 'untrained'), readFileSync(untrained), { ...manifest, ...own, id: 'untrained' });
    ids.push('untrained');
  }
  return { ids, trained };
}

/** Standardised over training tiles of lung and colon; the vector is brought to length 1 by whoever runs it. */
async function writeColourModel(folder, scales) {
  const [means, deviations] = await colourConstants();
  const graph = onnxGraph('colour');
  const pixels = graph.input('pixels', 'float32', ['batch', 3, 'height', 'width']);
  const mean = graph.op('ReduceMean', [pixels], { axes: [2, 3], keepdims: 0 });
  const square = graph.op('ReduceMean', [graph.op('Mul', [pixels, pixels])], { axes: [2, 3], keepdims: 0 });
  const variance = graph.op('Sub', [square, graph.op('Mul', [mean, mean])]);
  const deviation = graph.op('Sqrt', [graph.op('Relu', [variance])]);
  const joined = graph.op('Concat', [mean, deviation], { axis: 1 });
  const centred = graph.op('Sub', [joined, graph.floats(means)]);
  graph.output(graph.op('Div', [centred, graph.floats(deviations)]), 'float32', ['batch', 6], 'vector');
  writeModel(folder, graph.toModel(17), {
    id: 'colour',
    name: 'Mean and deviation of the channels',
    scales,
    dim: 6,
    ...{ kind: 'encoder', input: 'float32-nchw', mean: [0, 0, 0], std: [1, 1, 1], output: 'vector' },
    ...{ pooling: 'none', licence: 'Apache-2.0', trainingData: 'none', limits: ['a baseline'] },
  });
}

/** Mean and deviation over tiles of the six numbers, in the order mean R, G, B, deviation R, G, B; 0..1. */
async function colourConstants() {
  const files = ['tiles/lung', 'tiles/crc'].flatMap((set) => {
    const folder = sharedData(set);
    const rows = folder ? readRows(join(folder, 'tiles.csv')) : [];
    return thin(
      rows.filter(({ split }) => split === 'train').map(({ file }) => join(folder, file)),
      4,
    );
  });
  if (files.length === 0) return [Array(6).fill(0.5), Array(6).fill(0.2)];
  const rows = [];
  for (const file of files) {
    const { channels } = await sharp(file).removeAlpha().stats();
    rows.push(
      [...channels.map(({ mean }) => mean), ...channels.map(({ stdev }) => stdev)].map((v) => v / 255),
    );
  }
  const columns = [0, 1, 2, 3, 4, 5].map((i) => rows.map((row) => row[i]));
  const means = columns.map((column) => column.reduce((a, b) => a + b, 0) / column.length);
  const spread = columns.map((column, i) =>
    Math.sqrt(column.reduce((a, b) => a + (b - means[i]) ** 2, 0) / column.length),
  );
  return [means, spread];
}

function writeModel(folder, bytes, manifest) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'model.onnx'), bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  writeFileSync(join(folder, 'model.json'), JSON.stringify({ ...manifest, sha256 }));
}
