#!/usr/bin/env node
import { dot } from '../dist/domain/vectors.js';
/**
 * Prints the figures of a model card: retrieval on the validation tiles of lung and colon, as they are and
 * stained otherwise; cosines of a tile with itself turned, flipped, stained and scanned otherwise; retrieval of
 * phantom patterns from other sites; time per tile.
 *
 *   npx tsc -p tsconfig.build.json && node scripts/measure-encoder.mjs models/stain-texture FOLDER
 *   (FOLDER holds lung/ and crc/; without it only the phantoms and the time are measured)
 */
import { createOnnxEncoder } from '../dist/inference/onnx-encoder.js';
import { referenceTile } from '../dist/inference/reference-tile.js';
import { otherScanner, otherStain, turnsAndFlips } from './measure-encoder/changes.mjs';
import { colourStatistics, standardisedVectors } from './measure-encoder/colour.mjs';
import { macroPrecision, mean } from './measure-encoder/retrieval.mjs';
import { PATTERNS } from './phantoms/recipes.mjs';
import { SITES } from './phantoms/sites.mjs';
import { phantomTiles } from './stain-texture/phantom-tiles.mjs';
import { listTiles, readTile } from './stain-texture/training-tiles.mjs';

const [modelFolder, tileFolder] = process.argv.slice(2);
if (modelFolder === undefined) throw new Error('Name the model folder.');
const STAIN_SEEDS = [1, 2, 3];

const encoder = await createOnnxEncoder(modelFolder);
const embedOne = async (/** @type {import('../dist/domain/slides.js').Rgb} */ tile) =>
  (await encoder.embed([tile]))[0];
await measureTime();
if (tileFolder !== undefined) await measureTiles(tileFolder);
await measurePhantoms();
await encoder.close();

async function measureTime() {
  const tile = referenceTile(1, encoder.manifest.scales[0].tilePx);
  const times = [];
  for (let i = 0; i < 60; i += 1) {
    const start = performance.now();
    await encoder.embed([tile]);
    times.push(performance.now() - start);
  }
  console.log(
    `time: ${times.sort((a, b) => a - b)[30].toFixed(2)} ms per tile (median of 60, one thread, pixels to vector)`,
  );
}

async function measureTiles(/** @type {string} */ folder) {
  const items = [];
  for (const tile of listTiles(folder)) {
    const picture = await readTile(tile.file);
    items.push({
      ...tile,
      picture: tile.isValidation ? picture : undefined,
      vector: await embedOne(picture),
    });
  }
  const validation = items.filter(({ isValidation }) => isValidation);
  /** Lung: own source photograph left out. Colon: the training part answers. */
  const mayAnswer = { lung: (q, item) => q.unit !== item.unit, crc: (_, item) => !item.isValidation };
  const report = (/** @type {string} */ what, /** @type {any[]} */ queries) => {
    for (const set of /** @type {const} */ (['lung', 'crc'])) {
      const archive = items.filter((item) => item.set === set);
      const [p1, p10] = macroPrecision(
        queries.filter((q) => q.set === set),
        archive,
        [1, 10],
        mayAnswer[set],
      );
      const n = validation.filter((item) => item.set === set).length;
      console.log(
        `${set}, ${what}: P@1 ${p1.toFixed(3)}, P@10 ${p10.toFixed(3)} (macro, ${n} validation tiles)`,
      );
    }
  };
  report('as they are', validation);
  const stained = [];
  for (const [i, item] of validation.entries()) {
    for (const seed of STAIN_SEEDS) {
      stained.push({ ...item, vector: await embedOne(otherStain(item.picture, 1000 * seed + i)) });
    }
  }
  report(`stained otherwise, ${STAIN_SEEDS.length} times each`, stained);
  await measureInvariance(validation, stained);
}

async function measureInvariance(/** @type {any[]} */ validation, /** @type {any[]} */ stained) {
  const own = new Map(validation.map(({ file, vector }) => [file, vector]));
  const turned = [];
  const scanned = [];
  for (const { picture, vector } of validation) {
    for (const turn of turnsAndFlips(picture)) turned.push(dot(vector, await embedOne(turn)));
    scanned.push(dot(vector, await embedOne(await otherScanner(picture))));
  }
  const say = (/** @type {string} */ what, /** @type {number[]} */ cosines) => {
    const sorted = [...cosines].sort((a, b) => a - b);
    const low = sorted[Math.floor(sorted.length * 0.05)];
    console.log(
      `cosine with itself ${what}: mean ${mean(cosines).toFixed(4)}, 5th percentile ${low.toFixed(4)} (n ${cosines.length})`,
    );
  };
  say('turned or flipped', turned);
  say(
    'stained otherwise',
    stained.map(({ file, vector }) => dot(own.get(file), vector)),
  );
  say('scanned otherwise', scanned);
  say('replaced by another validation tile of its set', othersOf(validation));
}

function othersOf(/** @type {any[]} */ tiles) {
  return tiles.flatMap((a) =>
    tiles.filter((b) => b.set === a.set && b.file > a.file).map((b) => dot(a.vector, b.vector)),
  );
}

async function measurePhantoms() {
  for (const mpp of [0.5, 1, 2]) {
    const patches = [...phantomTiles(mpp, 6, 'measure')];
    const vectors = [];
    for (const { picture } of patches) vectors.push(await embedOne(picture));
    const colours = standardisedVectors(patches.map(({ picture }) => colourStatistics(picture)));
    const precision = (/** @type {Float32Array[]} */ list) => {
      const items = patches.map(({ label, unit }, i) => ({ label, unit, vector: list[i] }));
      return macroPrecision(items, items, [5], (q, item) => q.unit !== item.unit)[0].toFixed(3);
    };
    console.log(
      `phantoms at ${mpp} µm/px: P@5 ${precision(vectors)}, colour statistics ${precision(colours)} (other sites answer; ` +
        `${patches.length} tiles, ${Object.keys(PATTERNS).length} patterns, ${Object.keys(SITES).length} sites)`,
    );
  }
}
