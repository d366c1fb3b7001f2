/** Reciprocal rank fusion's constant (Cormack, Clarke, Büttcher, SIGIR 2009; search.md 1 and 6). */
const RANK_OFFSET = 60;

export type FusedRank<T> = {
  readonly item: T;
  /** Σ over lists of 1 / (60 + rank). */
  readonly fusedScore: number;
  /** 1-based rank in each list; undefined where the list does not hold it. */
  readonly ranks: readonly (number | undefined)[];
};

/**
 * Fuses ranked lists of ids (several spaces, or text and picture) into one: highest fused score first, then the
 * id by code units. An id that a list names twice counts at its first place.
 */
export function fuseRanks<T extends string | number>(lists: readonly (readonly T[])[]): FusedRank<T>[] {
  const ranks = new Map<T, (number | undefined)[]>();
  lists.forEach((list, l) => {
    list.forEach((item, i) => {
      const own = ranks.get(item) ?? lists.map(() => undefined);
      own[l] ??= i + 1;
      ranks.set(item, own);
    });
  });
  return [...ranks]
    .map(([item, own]) => ({ item, fusedScore: scoreOf(own), ranks: own }))
    .sort((a, b) => b.fusedScore - a.fusedScore || (a.item < b.item ? -1 : a.item > b.item ? 1 : 0));
}

function scoreOf(ranks: readonly (number | undefined)[]): number {
  // Summed from the best rank on, so that the same ranks in other lists give the same score to the last bit.
  return ranks
    .filter((rank) => rank !== undefined)
    .sort((a, b) => a - b)
    .reduce((sum, rank) => sum + 1 / (RANK_OFFSET + rank), 0);
}
