import { describe, expect, it } from 'vitest';
import { dot, isUnit, meanVector, normalise, rowOf } from './vectors.js';

const v = (...values: number[]) => Float32Array.from(values);

describe('vectors', () => {
  it('multiplies, normalises and averages', () => {
    expect(dot(v(1, 2, 3), v(4, -5, 6))).toBe(12);
    expect(normalise(v(3, 4))).toEqual(v(0.6, 0.8));
    expect(meanVector([v(1, 2), v(3, 6)])).toEqual(v(2, 4));
  });

  it('leaves its input alone', () => {
    const input = v(3, 4);
    normalise(input);
    expect(input).toEqual(v(3, 4));
  });

  it.each([[v(0, 0)], [v(Number.NaN, 1)], [v(Number.POSITIVE_INFINITY, 1)]])('refuses %s', (bad) => {
    expect(() => normalise(bad)).toThrow(expect.objectContaining({ tag: 'bad-vector' }));
    expect(isUnit(bad)).toBe(false);
  });

  it('knows a unit vector, also after float16', () => {
    expect(isUnit(v(0.6, 0.8))).toBe(true);
    expect(isUnit(v(0.6, 0.801))).toBe(true);
    expect(isUnit(v(0.6, 0.81))).toBe(false);
  });

  it('views a row of a matrix', () => {
    const matrix = v(1, 2, 3, 4, 5, 6);
    expect(rowOf(matrix, 2, 1)).toEqual(v(3, 4));
    rowOf(matrix, 2, 1)[0] = 9;
    expect(matrix[2]).toBe(9);
  });
});
