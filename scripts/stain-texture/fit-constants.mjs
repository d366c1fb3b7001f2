#!/usr/bin/env node
/**
 * Fits the constants of stain-texture on the training tiles (validation left out) and on phantoms, which bring
 * patterns and scales that those lack, and writes constants.json:
 * mean and standard deviation of every statistic, and a projection to 128 numbers: the principal axes, each
 * divided by the root of its standard deviation ("half-whitened"), so that the many statistics that say the
 * same do not outvote the few that say something else. No label is read.
 *
 *   npx tsc -p tsconfig.build.json && node scripts/stain-texture/fit-constants.mjs FOLDER
 *   (FOLDER holds lung/ and crc/)
 */
import { writeFileSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { planesOf, valueTables } from '../../dist/inference/planes.js';
import { writeConstants } from './constants.mjs';
import { boundedValue, DIM, statisticsModel } from './model.mjs';
import { phantomTiles } from './phantom-tiles.mjs';
import { SIDE } from './planes.mjs';
import { principalAxes } from './principal-axes.mjs';
import { listTiles, readTile } from './training-tiles.mjs';

const folder = process.argv[2];
if (folder === undefined) throw new Error('Name the folder that holds lung/ and crc/.');

const tiles = listTiles(folder).filter(({ isValidation }) => !isValidation);
const rows = await statisticsOf(async function* pictures() {
  for (const { file } of tiles) yield await readTile(file);
  for (const mpp of [0.5, 1, 2, 4]) for (const { picture } of phantomTiles(mpp, 4, 'fit')) yield picture;
});
const size = rows[0].length;
const mean = columnMeans(rows);
const sd = columnMeans(rows.map((row) => row.map((v, i) => (v - mean[i]) ** 2))).map(
  (v) => Math.sqrt(v) + 1e-4,
);
const pulls = rows.map((row) => Float64Array.from(row, (v, i) => boundedValue((v - mean[i]) / sd[i])));
const centre = columnMeans(pulls);
const axes = principalAxes(covarianceOf(pulls, centre), size, DIM);
const projection = new Float32Array(size * DIM);
axes.forEach(({ axis, variance }, k) => {
  for (let i = 0; i < size; i += 1) projection[i * DIM + k] = axis[i] / variance ** 0.25;
});
writeFileSync(
  new URL('./constants.json', import.meta.url),
  writeConstants({ tiles: tiles.length, phantoms: rows.length - tiles.length, mean, sd, centre, projection }),
);
const shown = axes.reduce((sum, { variance }) => sum + variance, 0);
const whole = columnMeans(pulls.map((row) => row.map((v, i) => (v - centre[i]) ** 2))).reduce(
  (a, b) => a + b,
  0,
);
console.log(
  `${tiles.length} training tiles, ${rows.length - tiles.length} phantoms, ${size} statistics; ` +
    `${DIM} axes hold ${((100 * shown) / whole).toFixed(1)} % of the variance`,
);

/** @returns {Promise<Float64Array[]>} */
async function statisticsOf(
  /** @type {() => AsyncGenerator<import('../../dist/domain/slides.js').Rgb>} */ pictures,
) {
  const session = await InferenceSession.create(statisticsModel().bytes, { intraOpNumThreads: 1 });
  const tables = valueTables([0, 0, 0], [1, 1, 1]);
  const found = [];
  for await (const picture of pictures()) {
    const pixels = new Tensor('float32', planesOf([picture], tables), [1, 3, SIDE, SIDE]);
    found.push(Float64Array.from((await session.run({ pixels })).raw.data));
  }
  await session.release();
  return found;
}

function columnMeans(/** @type {Float64Array[]} */ matrix) {
  const sums = new Float64Array(matrix[0].length);
  for (const row of matrix) for (let i = 0; i < sums.length; i += 1) sums[i] += row[i];
  return sums.map((sum) => sum / matrix.length);
}

function covarianceOf(/** @type {Float64Array[]} */ matrix, /** @type {Float64Array} */ means) {
  const n = means.length;
  const covariance = new Float64Array(n * n);
  for (const row of matrix) {
    const centred = row.map((value, i) => value - means[i]);
    for (let a = 0; a < n; a += 1) {
      for (let b = 0; b < n; b += 1) covariance[a * n + b] += (centred[a] * centred[b]) / matrix.length;
    }
  }
  return covariance;
}
