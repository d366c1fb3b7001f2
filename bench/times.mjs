/** Runs the work and answers how long it took, ms, and what it gave. */
export async function timed(work) {
  const start = performance.now();
  const value = await work();
  return [performance.now() - start, value];
}

/** The same for computing: ms that all threads of this process worked meanwhile, however busy the machine was. */
export async function computed(work) {
  const before = process.cpuUsage();
  const value = await work();
  const { user, system } = process.cpuUsage(before);
  return [(user + system) / 1000, value];
}

/** The value below which this share of the values lies (nearest rank). */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))];
}

export const median = (values) => quantile(values, 0.5);
export const sum = (values) => values.reduce((total, value) => total + value, 0);

/** Three figures are all that such a measurement knows. */
export function ms(value) {
  if (value >= 10_000) return `${(value / 1000).toPrecision(3)} s`;
  return `${value >= 100 ? Math.round(value) : Number(value.toPrecision(3))} ms`;
}

export const spread = (values) =>
  `p50 ${ms(quantile(values, 0.5))}, p95 ${ms(quantile(values, 0.95))}, max ${ms(quantile(values, 1))}`;

export const percent = (share) => `${(100 * share).toPrecision(3)} %`;
