import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createVectorIndex } from './hnsw-index.js';
import { plainMatMul } from './mat-mul.js';
import { MemorySource } from './testing/memory-source.js';

const DIM = 4;
const SPACE = 'space';

describe('a mosaic of stored rows', () => {
  it('takes one row of each kind and weighs it by how many are like it', async () => {
    const index = await indexOf([
      [1, axes(0, 0, 0, 1)],
      [2, axes(2)],
    ]);
    const mosaic = await index.mosaic(SPACE, { slides: [1, 2], count: 3 });
    expect(mosaic.rows).toBe(5);
    expect([...mosaic.weights].sort()).toEqual([1, 1, 3]);
    expect(mosaic.coverage).toBeCloseTo(1, 3);
    expect(mosaic.vectors).toHaveLength(3 * DIM);
  });

  it('looks only at the slides and tiles that are named', async () => {
    const index = await indexOf([
      [1, axes(0, 1)],
      [2, axes(2)],
    ]);
    const own = await index.mosaic(SPACE, { slides: [1], count: 8 });
    expect([...own.tileIds]).toEqual([1, 2]);
    const one = await index.mosaic(SPACE, { slides: [1, 2], count: 8, tileIds: [2] });
    expect([...one.tileIds]).toEqual([2]);
    expect([...one.vectors]).toEqual([0, 1, 0, 0]);
    expect((await index.mosaic(SPACE, { slides: [404], count: 8 })).rows).toBe(0);
  });
});

/** Unit vectors along the named axes, row by row. */
function axes(...which: number[]): Float32Array {
  const rows = new Float32Array(which.length * DIM);
  which.forEach((axis, row) => {
    rows[row * DIM + axis] = 1;
  });
  return rows;
}

async function indexOf(slides: readonly (readonly [number, Float32Array])[]) {
  const folder = await mkdtemp(join(tmpdir(), 'tessera-mosaic-'));
  const source = new MemorySource();
  source.open(SPACE, DIM);
  let tileId = 0;
  for (const [slideKey, rows] of slides) {
    const ids = Array.from({ length: rows.length / DIM }, () => ++tileId);
    source.add(SPACE, slideKey, ids, rows);
  }
  const index = createVectorIndex({ folder, source, matMul: plainMatMul });
  onTestFinished(async () => {
    await index.close();
    await rm(folder, { recursive: true });
  });
  return index;
}
