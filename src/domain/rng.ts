/**
 * A seeded stream of numbers in [0, 1): the same seed gives the same stream everywhere (mulberry32, Tommy
 * Ettinger, public domain). For sampling and tests; never for secrets.
 */
export type Rng = () => number;

export function createRng(seed: number): Rng {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** An integer in 0 … below − 1. */
export function drawInt(rng: Rng, below: number): number {
  return Math.floor(rng() * below);
}

/**
 * `count` different integers out of 0 … total − 1, rising; all of them when count ≥ total. Every subset is
 * equally likely (Floyd's method: no list of `total` is made).
 */
export function drawSample(rng: Rng, total: number, count: number): number[] {
  if (count >= total) return Array.from({ length: total }, (_, i) => i);
  const drawn = new Set<number>();
  for (let upper = total - count; upper < total; upper++) {
    const candidate = drawInt(rng, upper + 1);
    drawn.add(drawn.has(candidate) ? upper : candidate);
  }
  return [...drawn].sort((a, b) => a - b);
}
