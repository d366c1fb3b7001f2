import { describe, expect, it } from 'vitest';
import { encodeFloat16 } from '../domain/float16.js';
import { blocksOf, wholeSlides } from './blocks.js';
import { scanForBest } from './exact.js';
import { settle } from './hits.js';
import { plainMatMul } from './mat-mul.js';
import { CHUNK_ROWS, SpaceRows, tileIdAt, vectorAt } from './rows.js';
import { nearest, type Row } from './testing/brute-force.js';
import { ClusteredVectors } from './testing/clustered-vectors.js';

const DIM = 8;

/** One slide of more than two chunks, and many of a few tiles, batch by batch and mixed. */
function mixedSlides(): { rows: SpaceRows; all: Row[] } {
  const clusters = new ClusteredVectors(DIM, 3);
  const rows = new SpaceRows(DIM);
  const all: Row[] = [];
  const add = (slideKey: number, firstTile: number, tiles: number) => {
    const vectors = clusters.slide(tiles);
    const tileIds = Uint32Array.from({ length: tiles }, (_, i) => firstTile + i);
    rows.add(slideKey, tileIds, encodeFloat16(vectors), all.length + 1);
    tileIds.forEach((tileId, i) => {
      all.push({ tileId, slideKey, vector: vectors.slice(i * DIM, (i + 1) * DIM) });
    });
  };
  for (let batch = 0; batch < 15; batch++) {
    add(1, 1 + batch * 700, 700);
    for (let small = 0; small < 10; small++) {
      const slideKey = 100 + batch * 10 + small;
      add(slideKey, slideKey * 1000, 1 + ((batch + small) % 9));
    }
  }
  return { rows, all };
}

describe('rows of a space', () => {
  it('stay where they are while slides grow over chunks', () => {
    const { rows, all } = mixedSlides();
    expect(rows.rows).toBe(all.length);
    const big = rows.get(1)!;
    expect(big.chunks.map(({ rows: count }) => count)).toEqual([
      CHUNK_ROWS,
      CHUNK_ROWS,
      10_500 - 2 * CHUNK_ROWS,
    ]);
    const expected = all.filter(({ slideKey }) => slideKey === 1);
    for (const row of [0, 699, 700, CHUNK_ROWS - 1, CHUNK_ROWS, 2 * CHUNK_ROWS, 10_499]) {
      expect(tileIdAt(big, row)).toBe(expected[row]!.tileId);
      expect(vectorAt(big, row, DIM)).toEqual(encodeFloat16(expected[row]!.vector));
    }
  });

  it('give spare room back, and nothing else', () => {
    const { rows, all } = mixedSlides();
    rows.trim();
    expect(rows.bytes).toBe(all.length * (2 * DIM + 4));
    for (const { slideKey, tileId } of all) {
      const slide = rows.get(slideKey)!;
      expect(slide.chunks.some(({ tileIds }) => tileIds.includes(tileId))).toBe(true);
    }
  });

  it('come in blocks, each row once, small slides together', () => {
    const { rows, all } = mixedSlides();
    const seen: number[] = [];
    let blocks = 0;
    for (const { vectors, segments } of blocksOf(wholeSlides(rows.pick(undefined)), DIM)) {
      const ids = segments.flatMap(({ tileIds }) => [...tileIds]);
      expect(vectors.length).toBe(ids.length * DIM);
      expect(ids.length).toBeLessThanOrEqual(CHUNK_ROWS);
      seen.push(...ids);
      blocks++;
    }
    expect(seen.toSorted((a, b) => a - b)).toEqual(all.map(({ tileId }) => tileId).toSorted((a, b) => a - b));
    expect(blocks).toBe(4);
  });

  it('are found over all chunks and blocks', async () => {
    const { rows, all } = mixedSlides();
    const queries = new ClusteredVectors(DIM, 4).slide(3);
    const found = await scanForBest(wholeSlides(rows.pick(undefined)), queries, DIM, 36, plainMatMul);
    found.forEach((candidates, q) => {
      const list = settle(candidates, queries, q, DIM, 20);
      const truth = nearest(all, queries, q, 20);
      expect(list.map(({ tileId }) => tileId)).toEqual(truth.map(({ tileId }) => tileId));
      for (const { slide, row, tileId } of list) expect(tileIdAt(slide, row)).toBe(tileId);
    });
  });

  it('of a removed slide are not alive, and are not counted', () => {
    const { rows, all } = mixedSlides();
    const gone = rows.remove(1);
    expect(gone?.alive).toBe(false);
    expect(rows.rows).toBe(all.length - 10_500);
    expect(rows.get(1)).toBeUndefined();
    expect(rows.remove(1)).toBeUndefined();
    expect(rows.removals).toBe(1);
  });
});
