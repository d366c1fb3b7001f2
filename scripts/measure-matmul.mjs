#!/usr/bin/env node
/**
 * Prints how long the product of exact re-scoring takes: 100,000 rows (50 cases × 2,000 tiles) of 256 numbers,
 * float16, in one call and in 50, for 1, 4 and 64 queries; checked against a plain loop.
 *
 *   npx tsc -p tsconfig.build.json && node scripts/measure-matmul.mjs
 */
import { decodeFloat16, encodeFloat16 } from '../dist/domain/float16.js';
import { createRng } from '../dist/domain/rng.js';
import { createMatMul } from '../dist/inference/matmul.js';

const CASES = 50;
const TILES = 2000;
const DIM = 256;

const rng = createRng(1);
const vectors = (/** @type {number} */ count) =>
  Float32Array.from({ length: count * DIM }, () => rng() - 0.5);
const rows = encodeFloat16(vectors(CASES * TILES));

for (const threads of [1, 2]) {
  for (const chunkRows of [1024, 4096, 16_384]) {
    const product = await createMatMul({ threads, chunkRows });
    for (const queryCount of [1, 4, 64]) {
      const queries = vectors(queryCount);
      const whole = await median(() => product(rows, queries, DIM));
      const perCase = await median(async () => {
        for (let c = 0; c < CASES; c += 1) {
          await product(rows.subarray(c * TILES * DIM, (c + 1) * TILES * DIM), queries, DIM);
        }
      });
      console.log(
        `threads ${threads}, step ${chunkRows} rows, ${queryCount} queries: ${whole} ms at once, ${perCase} ms case by case`,
      );
    }
  }
}
await compareWithLoop();

async function median(/** @type {() => Promise<unknown>} */ work) {
  const times = [];
  for (let i = 0; i < 6; i += 1) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return times
    .slice(1)
    .sort((a, b) => a - b)[2]
    .toFixed(1);
}

async function compareWithLoop() {
  const queries = vectors(4);
  const scores = await (await createMatMul())(rows, queries, DIM);
  const start = performance.now();
  const wide = decodeFloat16(rows);
  let worst = 0;
  for (let row = 0; row < CASES * TILES; row += 1) {
    for (let q = 0; q < 4; q += 1) {
      let sum = 0;
      for (let d = 0; d < DIM; d += 1) sum += wide[row * DIM + d] * queries[q * DIM + d];
      worst = Math.max(worst, Math.abs(sum - scores[row * 4 + q]));
    }
  }
  const ms = (performance.now() - start).toFixed(0);
  console.log(`plain loop, 4 queries: ${ms} ms; largest difference ${worst.toExponential(1)}`);
}
