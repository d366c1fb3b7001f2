import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readConstants } from '../../scripts/stain-texture/constants.mjs';
import { features } from '../../scripts/stain-texture/features.mjs';
import { mathOn } from '../../scripts/stain-texture/math.mjs';
import { boundedValue, DIM } from '../../scripts/stain-texture/model.mjs';
import { SIDE } from '../../scripts/stain-texture/planes.mjs';
import { built, MODELS, once, ROOT } from '../built.mjs';

const WIDE = 256;
const BOUND = 3;

/**
 * A model of 256 numbers per tile for the measures that ask for it: the shipped one, whose second half is a random
 * projection of the same statistics. Answers the folder of models that holds it.
 */
export function wideModels() {
  const text = readFileSync(join(MODELS, 'stain-texture', 'model.json'), 'utf8');
  const manifest = JSON.parse(text);
  return once(`models-${createHash('sha256').update(text).digest('hex').slice(0, 8)}`, async (models) => {
    const folder = join(models, 'stain-texture-wide');
    await mkdir(folder, { recursive: true });
    const bytes = await wideModel();
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    writeFileSync(join(folder, 'model.onnx'), bytes);
    writeFileSync(
      join(folder, 'model.json'),
      JSON.stringify({ ...manifest, id: 'stain-texture-wide', dim: WIDE, sha256 }),
    );
  });
}

async function wideModel() {
  const { onnxGraph } = await built('inference/onnx/graph.js');
  const text = readFileSync(join(ROOT, 'scripts', 'stain-texture', 'constants.json'), 'utf8');
  const { mean, sd, centre, projection } = readConstants(text);
  const graph = onnxGraph('stain-texture-wide');
  const m = mathOn(graph);
  const groups = features(graph, graph.input('pixels', 'float32', ['batch', 3, SIDE, SIDE]));
  const raw = m.join(groups.map(({ value }) => value));
  const standard = m.div(m.sub(raw, graph.floats(mean)), graph.floats(sd));
  const bounded = m.mul(BOUND, graph.op('Tanh', [m.mul(1 / BOUND, standard)]));
  const pull = m.sub(bounded, graph.floats(centre));
  const columns = await widen(projection, mean.length);
  const vector = graph.op('MatMul', [pull, graph.floats(columns, [mean.length, WIDE])]);
  graph.output(vector, 'float32', ['batch', WIDE], 'vector');
  return graph.toModel(17);
}

/** The shipped columns, and as many random ones of the same size. */
async function widen(projection, size) {
  const { seededRandom } = await built('vectors/testing/clustered-vectors.js');
  const random = seededRandom(1);
  const spread = Math.sqrt(
    (3 * projection.reduce((all, value) => all + value * value, 0)) / projection.length,
  );
  return Float32Array.from({ length: size * WIDE }, (_, i) => {
    const column = i % WIDE;
    return column < DIM ? projection[Math.floor(i / WIDE) * DIM + column] : spread * (2 * random() - 1);
  });
}

if (Math.abs(boundedValue(100) - BOUND) > 1e-6) throw new Error('The shipped model has another bound now.');
