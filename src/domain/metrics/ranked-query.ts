/** What the first k neighbours of a query say. Labels are ranked, best first; all of other patients. */

/** Acc@k: true when any of the first k carries the label. */
export function isHit(label: string, ranked: readonly string[], k: number): boolean {
  return ranked.slice(0, k).includes(label);
}

/**
 * The majority of the first k, mMV@k: the most frequent label; a tie goes to the label whose best rank is
 * smaller. Undefined when there is no neighbour.
 */
export function majorityLabel(ranked: readonly string[], k: number): string | undefined {
  const counts = new Map<string, number>();
  for (const label of ranked.slice(0, k)) counts.set(label, (counts.get(label) ?? 0) + 1);
  let [best, most]: [string | undefined, number] = [undefined, 0];
  // A map keeps the order of first sight, which is the order of best ranks.
  for (const [label, count] of counts) if (count > most) [best, most] = [label, count];
  return best;
}

/**
 * AP@k = Σ_{i≤k} P(i)·rel(i) / min(k, relevant), `relevant`: items with the label in the archive. Undefined when
 * there are none: the query is left out of MAP and counted.
 */
export function averagePrecision(
  label: string,
  ranked: readonly string[],
  k: number,
  relevant: number,
): number | undefined {
  if (relevant === 0) return undefined;
  let [hits, sum] = [0, 0];
  ranked.slice(0, k).forEach((found, i) => {
    if (found !== label) return;
    hits++;
    sum += hits / (i + 1);
  });
  return sum / Math.min(k, relevant);
}

/** P@k: share of the first k that carry the label; of those there are, in an archive with fewer than k. */
export function precisionAt(label: string, ranked: readonly string[], k: number): number {
  const first = ranked.slice(0, k);
  return first.length === 0 ? 0 : first.filter((found) => found === label).length / first.length;
}
