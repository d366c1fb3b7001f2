#!/usr/bin/env node
/**
 * Writes models/stain-texture: model.onnx, model.json and reference.json. The graph is a formula and the
 * constants lie beside it (scripts/stain-texture/constants.json), so that the same files come out everywhere.
 *
 *   npx tsc -p tsconfig.build.json && node scripts/make-stain-texture.mjs
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createOnnxEncoder } from '../dist/inference/onnx-encoder.js';
import { REFERENCE_SEEDS } from '../dist/inference/reference.js';
import { referenceTile } from '../dist/inference/reference-tile.js';
import { readConstants } from './stain-texture/constants.mjs';
import { manifestOf } from './stain-texture/manifest.mjs';
import { DIM, stainTextureModel } from './stain-texture/model.mjs';
import { SIDE } from './stain-texture/planes.mjs';

const folder = fileURLToPath(new URL('../models/stain-texture', import.meta.url));
const constants = readConstants(
  readFileSync(new URL('./stain-texture/constants.json', import.meta.url), 'utf8'),
);

mkdirSync(folder, { recursive: true });
const bytes = stainTextureModel(constants);
const sha256 = createHash('sha256').update(bytes).digest('hex');
writeFileSync(`${folder}/model.onnx`, bytes);
writeFileSync(`${folder}/model.json`, `${JSON.stringify(manifestOf(sha256), null, 2)}\n`);
await writeReference();
console.log(`stain-texture: ${DIM} numbers per tile, ${bytes.length} bytes, ${sha256}`);

async function writeReference() {
  rmSync(`${folder}/reference.json`, { force: true });
  const encoder = await createOnnxEncoder(folder);
  const vectors = await encoder.embed(REFERENCE_SEEDS.map((seed) => referenceTile(seed, SIDE)));
  await encoder.close();
  const tiles = REFERENCE_SEEDS.map((seed, i) => ({
    seed,
    vector: Array.from(vectors[i], (value) => Number(value.toFixed(6))),
  }));
  writeFileSync(`${folder}/reference.json`, `${JSON.stringify({ tilePx: SIDE, tiles })}\n`);
}
