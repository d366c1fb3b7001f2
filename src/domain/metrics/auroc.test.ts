import { describe, expect, it } from 'vitest';
import { auroc } from './auroc.js';

describe('auroc', () => {
  it.each([
    // Pairs (positive, negative): above counts 1, equal ½.
    [[3, 4], [1, 2], 1],
    [[1, 2], [3, 4], 0],
    [[2], [1, 2, 3], (1 + 0.5 + 0) / 3],
    [[1, 3], [2, 2], (0 + 0 + 1 + 1) / 4],
    [[5, 5], [5, 5, 5], 0.5],
  ])('%j above %j: %d', (positives, negatives, area) => {
    expect(auroc(positives, negatives)).toBeCloseTo(area, 12);
  });

  it('is undefined without both kinds', () => {
    expect(auroc([], [1])).toBeUndefined();
    expect(auroc([1], [])).toBeUndefined();
  });
});
