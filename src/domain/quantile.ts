/**
 * The p-quantile (0..1) of values in rising order, interpolated between neighbours (Hyndman & Fan 1996, type 7).
 * Undefined for no values.
 */
export function quantile(rising: ArrayLike<number>, p: number): number | undefined {
  if (rising.length === 0) return undefined;
  const at = p * (rising.length - 1);
  const low = Math.floor(at);
  const below = rising[low]!;
  return below + (at - low) * ((rising[low + 1] ?? below) - below);
}

/**
 * The value below which a further draw falls with chance p: position p · (n + 1) among n values (Weibull; Hyndman & Fan
 * 1996, type 6), the lowest value at least. Type 7 lies higher: with 30 values a further one falls below its 5th
 * percentile with a chance of 8 %. Undefined for no values.
 */
export function chanceQuantile(rising: ArrayLike<number>, p: number): number | undefined {
  const n = rising.length;
  return n < 2 ? rising[0] : quantile(rising, Math.min(1, Math.max(0, (p * (n + 1) - 1) / (n - 1))));
}

/** The median of values in any order; undefined for none. */
export function median(values: readonly number[]): number | undefined {
  return quantile(inOrder(values), 0.5);
}

/** A copy in rising order. */
export function inOrder(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}
