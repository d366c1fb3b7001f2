import { describe, expect, it } from 'vitest';
import { findMedoids } from './medoids.js';
import type { Rng } from './rng.js';
import { createRng } from './rng.js';
import { dot, rowOf } from './vectors.js';

/** Unit vectors in the plane at these angles, degrees. */
const atAngles = (...angles: number[]) =>
  Float32Array.from(angles.flatMap((a) => [Math.cos((a * Math.PI) / 180), Math.sin((a * Math.PI) / 180)]));

/** `n` unit vectors around `centres` random directions. */
function cloud(rng: Rng, n: number, dim: number, centres: number, spread: number): Float32Array {
  const middles = Array.from({ length: centres }, () => Array.from({ length: dim }, () => rng() - 0.5));
  const all = new Float32Array(n * dim);
  for (let row = 0; row < n; row++) {
    const middle = middles[row % centres]!;
    const raw = middle.map((value) => value + spread * (rng() - 0.5));
    const length = Math.hypot(...raw);
    all.set(
      raw.map((value) => value / length),
      row * dim,
    );
  }
  return all;
}

describe('findMedoids', () => {
  it('stands by the middle of each group, weighing its size', () => {
    const found = findMedoids(atAngles(0, 10, 4, 90, 96, 180), 2, 3);
    // Group 0, 4, 10: 4° is nearest to the other two. Of 90 and 96 the first row wins the tie or the second.
    expect(found.medoids[0]).toBe(2);
    expect(found.medoids[2]).toBe(5);
    expect([3, 4]).toContain(found.medoids[1]);
    expect(found.weights).toEqual([3, 2, 1]);
    const cos = (degrees: number) => Math.cos((degrees * Math.PI) / 180);
    expect(found.coverage).toBeCloseTo((cos(4) + cos(6) + 1 + cos(6) + 1 + 1) / 6, 6);
  });

  it('returns few vectors as they are', () => {
    expect(findMedoids(atAngles(0, 1, 2), 2, 3)).toEqual({
      medoids: [0, 1, 2],
      weights: [1, 1, 1],
      coverage: 1,
    });
    expect(findMedoids(new Float32Array(0), 2)).toEqual({ medoids: [], weights: [], coverage: 1 });
  });

  it('takes no copies', () => {
    const found = findMedoids(atAngles(30, 30, 30, 120, 120), 2, 4);
    expect(found.medoids).toHaveLength(2);
    expect(found.weights).toEqual([3, 2]);
    expect(found.coverage).toBeCloseTo(1, 6);
  });

  it('lets every medoid stand for itself, also where rounding made another longer', () => {
    const found = findMedoids(Float32Array.of(0.9, 0, 1.1, 0, 0.95, 0), 2, 2);
    expect(found.medoids).toHaveLength(2);
    expect(Math.min(...found.weights)).toBeGreaterThan(0);
  });

  it('finds separate groups, and is the same every time', () => {
    const vectors = cloud(createRng(9), 1000, 16, 10, 0.1);
    const found = findMedoids(vectors, 16, 10);
    expect(new Set(found.medoids.map((row) => row % 10)).size).toBe(10);
    expect(found.weights).toEqual(new Array(10).fill(100));
    expect(found.coverage).toBeGreaterThan(0.98);
    expect(findMedoids(vectors, 16, 10)).toEqual(found);
  });

  it('covers better than the vectors taken at even steps', () => {
    const vectors = cloud(createRng(10), 1500, 32, 40, 0.8);
    const found = findMedoids(vectors, 32, 64);
    const even = Array.from({ length: 64 }, (_, i) => Math.floor((i * 1500) / 64));
    expect(found.coverage).toBeGreaterThan(coverageOf(vectors, 32, even) + 0.01);
    expect(found.coverage).toBeCloseTo(coverageOf(vectors, 32, found.medoids), 6);
  });

  it('weighs all of 10,000 vectors, however few it chooses among', () => {
    const vectors = cloud(createRng(11), 10_000, 256, 30, 0.5);
    const found = findMedoids(vectors, 256);
    expect(found.medoids).toHaveLength(64);
    expect(new Set(found.medoids).size).toBe(64);
    expect(found.weights.reduce((sum, weight) => sum + weight, 0)).toBe(10_000);
    expect(Math.min(...found.weights)).toBeGreaterThan(0);
  });
});

function coverageOf(vectors: Float32Array, dim: number, medoids: readonly number[]): number {
  const n = vectors.length / dim;
  let sum = 0;
  for (let row = 0; row < n; row++) {
    sum += Math.max(...medoids.map((m) => dot(rowOf(vectors, dim, m), rowOf(vectors, dim, row))));
  }
  return sum / n;
}
