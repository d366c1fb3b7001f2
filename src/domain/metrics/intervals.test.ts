import { describe, expect, it } from 'vitest';
import { createRng } from '../rng.js';
import { bootstrapClusters, wilsonInterval } from './intervals.js';

/** Mean of values under weights. */
const meanOf = (values: readonly number[]) => (weights: Uint16Array) => {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return { mean: weights.reduce((sum, weight, i) => sum + weight * values[i]!, 0) / total };
};

describe('bootstrapClusters', () => {
  it('is the normal interval of a mean of many independent values', () => {
    const rng = createRng(8);
    const values = Array.from<unknown, number>({ length: 400 }, () => (rng() < 0.3 ? 1 : 0));
    const share = values.reduce((sum, value) => sum + value, 0) / 400;
    const half = 1.96 * Math.sqrt((share * (1 - share)) / 400);
    const { mean } = bootstrapClusters(
      values.map((_, i) => `p${i}`),
      meanOf(values),
    );
    expect(Math.abs(mean![0] - (share - half))).toBeLessThan(0.006);
    expect(Math.abs(mean![1] - (share + half))).toBeLessThan(0.006);
  });

  it('is wider when the items of a patient agree', () => {
    // 20 patients with 20 equal items each: as wide as 20 values, not as 400.
    const values = Array.from<unknown, number>({ length: 400 }, (_, i) =>
      Math.floor(i / 20) % 2 === 0 ? 1 : 0,
    );
    const { mean } = bootstrapClusters(
      values.map((_, i) => `p${Math.floor(i / 20)}`),
      meanOf(values),
    );
    const half = 1.96 * Math.sqrt(0.25 / 20);
    expect(Math.abs(mean![0] - (0.5 - half))).toBeLessThan(0.04);
    expect(Math.abs(mean![1] - (0.5 + half))).toBeLessThan(0.04);
  });

  it('has the ends that can be counted by hand', () => {
    // Two patients with 0 and 1: a draw gives 0, ½ or 1 with ¼, ½, ¼; the 2.5 % points are the ends.
    expect(bootstrapClusters(['a', 'b'], meanOf([0, 1])).mean).toEqual([0, 1]);
    expect(bootstrapClusters(['a', 'a'], meanOf([0, 1])).mean).toEqual([0.5, 0.5]);
  });

  it('ends at the 2.5th and 97.5th percentile of the draws', () => {
    let draw = 0;
    const count = () => ({ count: draw++ });
    expect(bootstrapClusters(['a'], count, { draws: 201 }).count).toEqual([5, 195]);
  });

  it('draws as many clusters as there are, each whole', () => {
    const seen = new Set<string>();
    bootstrapClusters(['a', 'b', 'a'], (weights) => {
      seen.add(weights.join());
      return {};
    });
    expect([...seen].sort()).toEqual(['0,2,0', '1,1,1', '2,0,2']);
  });

  it('leaves undefined draws out, and what is never defined', () => {
    const figures = (weights: Uint16Array) => ({
      onlyWithFirst: weights[0]! > 0 ? 7 : undefined,
      never: undefined,
    });
    expect(bootstrapClusters(['a', 'b'], figures)).toEqual({ onlyWithFirst: [7, 7] });
    expect(bootstrapClusters([], figures)).toEqual({});
  });

  it('is the same every time, and another with another seed', () => {
    const rng = createRng(1);
    const values = Array.from({ length: 30 }, () => rng());
    const names = values.map((_, i) => `p${i}`);
    const once = bootstrapClusters(names, meanOf(values), { draws: 100 });
    expect(bootstrapClusters(names, meanOf(values), { draws: 100 })).toEqual(once);
    expect(bootstrapClusters(names, meanOf(values), { draws: 100, seed: 1 })).not.toEqual(once);
  });
});

describe('wilsonInterval', () => {
  // z² = 3.841459. 5 of 10: (0.5 + 0.192073) / 1.384146 = 0.5; half = 1.959964/1.384146 · √(0.025 + 0.009604).
  it.each([
    [5, 10, 0.236593, 0.763407],
    [0, 10, 0, 0.277533],
    [10, 10, 0.722467, 1],
    [1, 1, 0.206549, 1],
    [81, 263, 0.255264, 0.366209],
  ])('%d of %d', (successes, n, low, high) => {
    const interval = wilsonInterval(successes, n)!;
    expect(interval[0]).toBeCloseTo(low, 4);
    expect(interval[1]).toBeCloseTo(high, 4);
  });

  it('of nothing is undefined', () => expect(wilsonInterval(0, 0)).toBeUndefined());
});
