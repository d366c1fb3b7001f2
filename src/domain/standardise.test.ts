import { describe, expect, it } from 'vitest';
import { standardise } from './standardise.js';

describe('standardise', () => {
  it('measures mean and deviation over the named rows only, then brings each row to length 1', () => {
    // Over rows 0 and 1: means 2 and 20, deviations 1 and 10; row 2 becomes (3, 4), row 0 (−1, −1).
    const found = standardise(
      [
        [1, 10],
        [3, 30],
        [5, 60],
      ],
      [0, 1],
    );
    const half = Math.SQRT1_2;
    expect([...found].map((value) => Number(value.toFixed(6)))).toEqual(
      [-half, -half, half, half, 0.6, 0.8].map((value) => Number(value.toFixed(6))),
    );
  });

  it('a column without spread and a row at the mean say nothing', () => {
    expect([
      ...standardise(
        [
          [1, 7],
          [3, 7],
          [2, 9],
        ],
        [0, 1],
      ),
    ]).toEqual([-1, 0, 1, 0, 0, 0]);
    expect([...standardise([], [])]).toEqual([]);
  });
});
