import { quantile } from '../quantile.js';
import { createRng, drawInt } from '../rng.js';

/** Lower and upper end. */
export type Interval = readonly [number, number];

/** Draws of a bootstrap (metrics.md). */
export const BOOTSTRAP_DRAWS = 2000;
const BOOTSTRAP_SEED = 20_000;
/** 97.5 % point of the normal distribution. */
const Z_95 = 1.959963984540054;

export type BootstrapOptions = {
  readonly draws?: number | undefined;
  readonly seed?: number | undefined;
};

/**
 * 95 % percentile intervals by a cluster bootstrap (Efron & Tibshirani 1993): whole clusters (patients) are drawn
 * with replacement, so that the many items of one patient do not count as independent.
 * `clusterOf`: the cluster of each item. `figures`: the figures from how often each item was drawn; a figure
 * that a draw leaves undefined (a class that nobody drawn has) is left out of its interval. A figure that no
 * draw defines has none. The same input gives the same intervals.
 */
export function bootstrapClusters<K extends string>(
  clusterOf: readonly string[],
  figures: (weights: Uint16Array) => Readonly<Partial<Record<K, number | undefined>>>,
  options: BootstrapOptions = {},
): Partial<Record<K, Interval>> {
  const clusters = indexClusters(clusterOf);
  const rng = createRng(options.seed ?? BOOTSTRAP_SEED);
  const values = new Map<K, number[]>();
  const weights = new Uint16Array(clusterOf.length);
  const draws = clusters.length === 0 ? 0 : (options.draws ?? BOOTSTRAP_DRAWS);
  for (let draw = 0; draw < draws; draw++) {
    weights.fill(0);
    for (let i = 0; i < clusters.length; i++) {
      for (const item of clusters[drawInt(rng, clusters.length)]!) weights[item]!++;
    }
    const drawn = figures(weights);
    for (const key in drawn) {
      const value = drawn[key];
      if (value === undefined) continue;
      const own = values.get(key);
      if (own === undefined) values.set(key, [value]);
      else own.push(value);
    }
  }
  const intervals: Partial<Record<K, Interval>> = {};
  for (const [key, own] of values) intervals[key] = percentileInterval(own);
  return intervals;
}

/**
 * Wilson's 95 % interval of a plain proportion of independent units (Wilson 1927). Undefined for n = 0.
 */
export function wilsonInterval(successes: number, n: number): Interval | undefined {
  if (n === 0) return undefined;
  const share = successes / n;
  const z2 = Z_95 ** 2;
  const middle = (share + z2 / (2 * n)) / (1 + z2 / n);
  const half = (Z_95 / (1 + z2 / n)) * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n * n));
  // At 0 and n one end is exact; rounding would leave it a hair beside.
  return [successes === 0 ? 0 : middle - half, successes === n ? 1 : middle + half];
}

function percentileInterval(values: readonly number[]): Interval {
  const rising = Float64Array.from(values).sort();
  return [quantile(rising, 0.025)!, quantile(rising, 0.975)!];
}

function indexClusters(clusterOf: readonly string[]): number[][] {
  const clusters = new Map<string, number[]>();
  clusterOf.forEach((cluster, item) => {
    const own = clusters.get(cluster);
    if (own === undefined) clusters.set(cluster, [item]);
    else own.push(item);
  });
  return [...clusters.values()];
}
