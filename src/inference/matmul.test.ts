import { describe, expect, it } from 'vitest';
import { decodeFloat16, encodeFloat16 } from '../domain/float16.js';
import { createRng } from '../domain/rng.js';
import { createMatMul } from './matmul.js';

function randomVectors(count: number, dim: number, seed: number): Float32Array {
  const rng = createRng(seed);
  return Float32Array.from({ length: count * dim }, () => rng() - 0.5);
}

function plainProduct(rows: Float32Array, queries: Float32Array, dim: number): number[] {
  const scores: number[] = [];
  for (let row = 0; row < rows.length; row += dim) {
    for (let query = 0; query < queries.length; query += dim) {
      let sum = 0;
      for (let d = 0; d < dim; d += 1) sum += rows[row + d]! * queries[query + d]!;
      scores.push(sum);
    }
  }
  return scores;
}

describe('createMatMul', () => {
  it.each([
    [1, 1, 8],
    [7, 3, 5],
    [500, 1, 224],
    [333, 64, 16],
  ])('multiplies %i rows with %i queries of %i numbers like a plain loop', async (count, queryCount, dim) => {
    const product = await createMatMul({ chunkRows: 100 });
    const rows = encodeFloat16(randomVectors(count, dim, 1));
    const queries = randomVectors(queryCount, dim, 2);
    const scores = await product(rows, queries, dim);
    const expected = plainProduct(decodeFloat16(rows), queries, dim);
    expect(scores).toHaveLength(count * queryCount);
    expect(Math.max(...expected.map((value, i) => Math.abs(value - scores[i]!)))).toBeLessThan(1e-4);
  });

  it('answers the same bits whatever the step', async () => {
    const rows = encodeFloat16(randomVectors(1000, 32, 3));
    const queries = randomVectors(2, 32, 4);
    const whole = await (await createMatMul())(rows, queries, 32);
    expect(await (await createMatMul({ chunkRows: 64 }))(rows, queries, 32)).toEqual(whole);
  });

  it('answers nothing for no rows or no queries', async () => {
    const product = await createMatMul();
    expect(await product(new Uint16Array(0), new Float32Array(8), 8)).toHaveLength(0);
    expect(await product(new Uint16Array(8), new Float32Array(0), 8)).toHaveLength(0);
  });

  it('refuses lengths that are no whole vectors', async () => {
    const product = await createMatMul();
    for (const [rows, queries, dim] of [
      [9, 8, 8],
      [8, 9, 8],
      [8, 8, 0],
      [8, 8, 2.5],
    ] as const) {
      await expect(product(new Uint16Array(rows), new Float32Array(queries), dim)).rejects.toMatchObject({
        tag: 'bad-vector',
      });
    }
  });
});
