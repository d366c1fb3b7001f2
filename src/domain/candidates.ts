/** Cases that are re-scored exactly (search.md 2). */
export const CANDIDATE_LIMIT = 50;

/** Damps the first ranks, as in reciprocal rank fusion (Cormack et al., SIGIR 2009). */
const RANK_OFFSET = 60;

/** Nearest tiles per query, best first: list q is [offsets[q], offsets[q + 1]). */
export type RankedHits = {
  readonly offsets: ArrayLike<number>;
  readonly slideKeys: ArrayLike<number>;
};

export type Candidate = {
  readonly caseKey: number;
  /** Σ over query tiles of weight / (60 + rank of the case's best tile). */
  readonly vote: number;
  /** Query tiles that have a tile of this case among their nearest: the query tiles it matches. */
  readonly matched: number;
};

/**
 * The cases that own a hit, by vote (search.md 2): most first, then the lower key; at most `limit`.
 * `weights`: one per query tile. `caseOf`: the case of a slide; undefined leaves its hits out, though they keep
 * their rank.
 */
export function rankCandidates(
  hits: RankedHits,
  weights: ArrayLike<number>,
  caseOf: (slideKey: number) => number | undefined,
  limit: number = CANDIDATE_LIMIT,
): Candidate[] {
  const votes = new Map<number, { vote: number; matched: number }>();
  for (let query = 0; query < weights.length; query++) {
    const start = hits.offsets[query]!;
    const seen = new Set<number>();
    for (let at = start; at < hits.offsets[query + 1]!; at++) {
      const caseKey = caseOf(hits.slideKeys[at]!);
      if (caseKey === undefined || seen.has(caseKey)) continue;
      seen.add(caseKey);
      const entry = votes.get(caseKey) ?? { vote: 0, matched: 0 };
      entry.vote += weights[query]! / (RANK_OFFSET + at - start + 1);
      entry.matched++;
      votes.set(caseKey, entry);
    }
  }
  return [...votes]
    .map(([caseKey, entry]) => ({ caseKey, ...entry }))
    .sort((a, b) => b.vote - a.vote || a.caseKey - b.caseKey)
    .slice(0, limit);
}
