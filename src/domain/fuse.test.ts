import { describe, expect, it } from 'vitest';
import type { CaseScores } from './fuse.js';
import { fuseByCase } from './fuse.js';

/** Values that float32 holds exactly, so that sums can be compared to the digit. */
const scoresOf = (rows: number[][], tileIds?: number[][]): CaseScores => ({
  similarities: Float32Array.from(rows.flat()),
  tileIds: Uint32Array.from((tileIds ?? rows.map((row) => row.map(() => 1))).flat()),
});
const cases = (...ids: string[]) => ids.map((id) => ({ id, matched: 1 }));

describe('fuseByCase', () => {
  it('orders by the weighted mean', () => {
    const scores = scoresOf([
      [0.5, 0.75],
      [1, 0.5],
    ]);
    expect(fuseByCase(scores, cases('a', 'b'), [1, 3])).toEqual([
      { index: 0, id: 'a', score: (0.5 + 2.25) / 4, similarity: 0.6875, matched: 1 },
      { index: 1, id: 'b', score: (1 + 1.5) / 4, similarity: 0.625, matched: 1 },
    ]);
    expect(fuseByCase(scores, cases('a', 'b'), [3, 1]).map(({ id }) => id)).toEqual(['b', 'a']);
  });

  it('breaks ties by query tiles matched, then by case id', () => {
    const scores = scoresOf([[0.5], [0.5], [0.5], [0.5]]);
    const named = [
      { id: 'case-10', matched: 1 },
      { id: 'case-9', matched: 1 },
      { id: 'z', matched: 2 },
      { id: 'Z', matched: 1 },
    ];
    expect(fuseByCase(scores, named, [1]).map(({ id }) => id)).toEqual(['z', 'Z', 'case-10', 'case-9']);
  });

  it.each([
    ['odd', [0.25, 1, 0.5], [1, 1, 1], 0.5],
    ['even: mean of the middle two', [0.25, 1, 0.5, 0.75], [1, 1, 1, 1], 0.625],
    ['one heavy tile', [0.25, 1, 0.5], [5, 1, 1], 0.25],
    ['halves that meet', [0.25, 1, 0.5], [2, 1, 1], 0.375],
    ['one tile', [0.25], [7], 0.25],
  ])('weighted median, %s', (_, row, weights, expected) => {
    expect(fuseByCase(scoresOf([row]), cases('a'), weights, { rule: 'median' })[0]!.score).toBe(expected);
  });

  it('takes hubs down and still shows the cosine', () => {
    const scores = scoresOf([[0.875], [0.75]], [[7], [8]]);
    const r = new Map([
      [7, 0.8125],
      [8, 0.25],
    ]);
    expect(fuseByCase(scores, cases('hub', 'rare'), [1], { hubness: (tile) => r.get(tile) })).toEqual([
      { index: 1, id: 'rare', score: 1.25, similarity: 0.75, matched: 1 },
      { index: 0, id: 'hub', score: 0.9375, similarity: 0.875, matched: 1 },
    ]);
  });

  it('leaves out a case without tiles and keeps one that is opposite', () => {
    const scores = scoresOf([[-1], [-1]], [[0], [5]]);
    expect(fuseByCase(scores, cases('empty', 'opposite'), [1]).map(({ id }) => id)).toEqual(['opposite']);
    expect(fuseByCase(scoresOf([]), [], [1])).toEqual([]);
  });
});
