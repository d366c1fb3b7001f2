/** How the similarities of the query tiles become one score of a case. */
export type FuseRule = 'mean' | 'median';

export type FuseOptions = {
  /** Weighted mean by default (search.md 3); `median`: as in Yottixel (Kalra et al. 2020). */
  readonly rule?: FuseRule | undefined;
  /**
   * r(t): mean similarity of a tile to its ten nearest of other patients, by tile id. Given, the score uses
   * 2·cos(q, t) − r(t) (CSLS, Conneau et al. 2018), so that tiles near to everything count for less. It is
   * applied to the best tile by cosine, the one that is shown; a tile without r(t) stays uncorrected.
   */
  readonly hubness?: ((tileId: number) => number | undefined) | undefined;
};

/** Best similarity and tile of each case for each query tile: cases × queries, row by row. */
export type CaseScores = {
  readonly similarities: Float32Array;
  /** 0 where the case has no tile in this space. */
  readonly tileIds: Uint32Array;
};

/** A case as it stands in the rows of CaseScores. `matched`: see `Candidate`. */
export type ScoredCase = { readonly id: string; readonly matched: number };

export type FusedCase = {
  /** Row in the scores. */
  readonly index: number;
  readonly id: string;
  /** What the order is by. */
  readonly score: number;
  /** Weighted mean (or median) of the plain cosines: what is shown. Equals `score` without hubness. */
  readonly similarity: number;
  readonly matched: number;
};

/**
 * Orders cases by score(C) = Σ w·S(q, C) / Σ w (search.md 3). Ties: more query tiles matched, then case id by
 * code units. Cases without a tile in this space are left out. `weights`: one positive number per query tile.
 */
export function fuseByCase(
  scores: CaseScores,
  cases: readonly ScoredCase[],
  weights: ArrayLike<number>,
  options: FuseOptions = {},
): FusedCase[] {
  const queries = weights.length;
  const fuse = options.rule === 'median' ? weightedMedian : weightedMean;
  const fused: FusedCase[] = [];
  cases.forEach(({ id, matched }, index) => {
    const from = index * queries;
    const tileIds = scores.tileIds.subarray(from, from + queries);
    if (tileIds.every((tileId) => tileId === 0)) return;
    const cosines = Array.from(scores.similarities.subarray(from, from + queries));
    const similarity = fuse(cosines, weights);
    const { hubness } = options;
    const score =
      hubness === undefined
        ? similarity
        : fuse(
            cosines.map((cosine, q) => correctHubness(cosine, hubness(tileIds[q]!))),
            weights,
          );
    fused.push({ index, id, score, similarity, matched });
  });
  return fused.sort(
    (a, b) => b.score - a.score || b.matched - a.matched || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );
}

function correctHubness(cosine: number, r: number | undefined): number {
  return r === undefined ? cosine : 2 * cosine - r;
}

function weightedMean(values: readonly number[], weights: ArrayLike<number>): number {
  let [sum, total] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    sum += weights[i]! * values[i]!;
    total += weights[i]!;
  }
  return sum / total;
}

/** The value with half of the weight on either side; the mean of the two where the halves meet exactly. */
function weightedMedian(values: readonly number[], weights: ArrayLike<number>): number {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const half = order.reduce((sum, i) => sum + weights[i]!, 0) / 2;
  let below = 0;
  for (let at = 0; at < order.length; at++) {
    const value = values[order[at]!]!;
    below += weights[order[at]!]!;
    if (below > half) return value;
    if (below === half) return (value + (values[order[at + 1] ?? -1] ?? value)) / 2;
  }
  return values[order[order.length - 1]!]!;
}
