import { describe, expect, it } from 'vitest';
import { chanceQuantile, inOrder, median, quantile } from './quantile.js';

describe('quantile', () => {
  it.each([
    [[1, 2, 3, 4, 5], 0.5, 3],
    [[1, 2, 3, 4], 0.5, 2.5],
    [[1, 2, 3, 4], 0.25, 1.75],
    [[1, 2, 3, 4], 0, 1],
    [[1, 2, 3, 4], 1, 4],
    [[10, 20], 0.05, 10.5],
    [[7], 0.3, 7],
  ])('of %j at %d is %d', (values, p, expected) => {
    expect(quantile(values, p)).toBeCloseTo(expected, 12);
  });

  it.each([
    // Position p · (n + 1), counted from one.
    [[1, 2, 3, 4], 0.4, 2],
    [[1, 2, 3, 4], 0.5, 2.5],
    [[1, 2, 3, 4], 0.3, 1.5],
    [[1, 2, 3, 4], 0.05, 1],
    [[1, 2, 3, 4], 0.95, 4],
    [[7], 0.3, 7],
  ])('by chance of %j at %d is %d', (values, p, expected) => {
    expect(chanceQuantile(values, p)).toBeCloseTo(expected, 12);
  });

  it('of nothing is undefined', () => {
    expect(chanceQuantile([], 0.5)).toBeUndefined();
    expect(quantile([], 0.5)).toBeUndefined();
    expect(median([])).toBeUndefined();
  });

  it('sorts by number and leaves its input alone', () => {
    const values = [10, 9, 100];
    expect(median(values)).toBe(10);
    expect(inOrder(values)).toEqual([9, 10, 100]);
    expect(values).toEqual([10, 9, 100]);
  });
});
