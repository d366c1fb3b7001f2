import { describe, expect, it } from 'vitest';
import { numberPairs, type Pair } from './numbered-pairs.js';

const box = { x: 0, y: 0, width: 1, height: 1 };
const pair = (queryTile: number, similarity: number, slideId = 's_1'): Pair => ({
  ...{ queryTile, similarity, slideId },
  ...{ query: box, region: box },
});
const numbers = (pairs: ReturnType<typeof numberPairs>) =>
  pairs.map(({ queryTile, number }) => [queryTile, number]);

describe('numbers of matched pairs', () => {
  const first = [pair(0, 0.2), pair(1, 0.9), pair(2, 0.5)];

  it('go from the strongest of the first hit', () => {
    expect(numbers(numberPairs(first, first))).toEqual([
      [1, 1],
      [2, 2],
      [0, 3],
    ]);
  });

  it('mean the same tile of the query at every other hit, whatever is strongest there', () => {
    const other = [pair(0, 0.99), pair(1, 0.1), pair(2, 0.3)];
    expect(numbers(numberPairs(first, other))).toEqual(numbers(numberPairs(first, first)));
    expect(numbers(numberPairs(first, other.slice(0, 1)))).toEqual([[0, 3]]);
  });

  it('are nine at most', () => {
    const many = Array.from({ length: 30 }, (_, i) => pair(i, i / 30));
    const shown = numberPairs(many, many);
    expect(shown.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(shown[0]?.queryTile).toBe(29);
  });
});
