#!/usr/bin/env node
/**
 * Measures mean and standard deviation of every statistic over the training tiles (validation left out) and
 * writes constants.json. Nothing else is taken from the pictures, and no label is read.
 *
 *   node scripts/stain-texture/measure-constants.mjs FOLDER     (FOLDER holds lung/ and crc/)
 */
import { writeFileSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { planesOf, valueTables } from '../../dist/inference/planes.js';
import { SIDE } from './features.mjs';
import { rawModel } from './model.mjs';
import { listTiles, readTile } from './training-tiles.mjs';

const folder = process.argv[2];
if (folder === undefined) throw new Error('Name the folder that holds lung/ and crc/.');

const { bytes, dim } = rawModel();
const session = await InferenceSession.create(bytes, { intraOpNumThreads: 1 });
const tables = valueTables([0, 0, 0], [1, 1, 1]);
const rows = [];
for (const { file } of listTiles(folder).filter(({ isValidation }) => !isValidation)) {
  const pixels = new Tensor('float32', planesOf([await readTile(file)], tables), [1, 3, SIDE, SIDE]);
  rows.push((await session.run({ pixels })).raw.data);
}
const mean = Array.from({ length: dim }, (_, i) => rows.reduce((sum, row) => sum + row[i], 0) / rows.length);
const sd = mean.map(
  (m, i) => Math.sqrt(rows.reduce((sum, row) => sum + (row[i] - m) ** 2, 0) / rows.length) + 1e-4,
);
const round = (/** @type {number[]} */ values) => values.map((v) => Number(v.toPrecision(6)));
writeFileSync(
  new URL('./constants.json', import.meta.url),
  `${JSON.stringify({ tiles: rows.length, mean: round(mean), sd: round(sd) })}\n`,
);
console.log(`${rows.length} training tiles, ${dim} statistics`);
