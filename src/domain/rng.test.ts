import { describe, expect, it } from 'vitest';
import { createRng, drawInt, drawSample } from './rng.js';

describe('createRng', () => {
  it('gives the published stream of mulberry32', () => {
    const rng = createRng(1);
    // First outputs of mulberry32 with seed 1, as 32-bit integers.
    expect([rng(), rng(), rng()].map((value) => value * 4294967296)).toEqual([
      2693262067, 11749833, 2265367787,
    ]);
  });

  it('is even over the unit interval', () => {
    const rng = createRng(3);
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 100_000; i++) counts[drawInt(rng, 10)]!++;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400);
  });
});

describe('drawSample', () => {
  it('draws distinct rising integers, every one about equally often', () => {
    const rng = createRng(5);
    const counts = new Array<number>(10).fill(0);
    for (let round = 0; round < 5000; round++) {
      const sample = drawSample(rng, 10, 4);
      expect(new Set(sample).size).toBe(4);
      expect([...sample].sort((a, b) => a - b)).toEqual(sample);
      for (const i of sample) counts[i]!++;
    }
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(200);
  });

  it('gives everything when asked for more than there is', () => {
    expect(drawSample(createRng(1), 3, 5)).toEqual([0, 1, 2]);
    expect(drawSample(createRng(1), 0, 5)).toEqual([]);
  });
});
