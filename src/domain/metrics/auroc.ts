/**
 * Area under the ROC curve by rank (metrics.md): the chance that a positive scores above a negative, ties halved.
 * Undefined without both kinds.
 */
export function auroc(positives: readonly number[], negatives: readonly number[]): number | undefined {
  if (positives.length === 0 || negatives.length === 0) return undefined;
  const rising = Float64Array.from(negatives).sort();
  const below = positives.reduce(
    (sum, score) => sum + (countBelow(rising, score) + countBelow(rising, score, true)) / 2,
    0,
  );
  return below / (positives.length * negatives.length);
}

/** How many of the rising values lie below (or, `orEqual`, not above) a score. */
function countBelow(rising: Float64Array, score: number, orEqual = false): number {
  let [from, to] = [0, rising.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (rising[middle]! < score || (orEqual && rising[middle] === score)) from = middle + 1;
    else to = middle;
  }
  return from;
}
