import { describe, expect, it } from 'vitest';
import { contrastQueries } from './contrast.js';

const scoresOf = (rows: number[][]) => ({
  similarities: Float32Array.from(rows.flat()),
  tileIds: Uint32Array.from(rows.flat(), (similarity) => (similarity === -1 ? 0 : 1)),
});

describe('contrastQueries', () => {
  it('subtracts the means of the five best patients, query by query', () => {
    const a = scoresOf([
      [1, 0],
      [0.75, 0],
      [0.5, 0.5],
      [0.5, 0.25],
      [0.25, 0],
      [0, 0],
      [0, -0.5],
    ]);
    const b = scoresOf([[0.5, 1]]);
    // Query 0: (1 + 0.75 + 0.5 + 0.5 + 0.25) / 5 = 0.6; query 1: (0.5 + 0.25) / 5 = 0.15.
    const contrast = contrastQueries(a, b, 2);
    expect(contrast[0]).toBeCloseTo(0.1, 6);
    expect(contrast[1]).toBeCloseTo(-0.85, 6);
  });

  it('turns its sign with the sides', () => {
    const [a, b] = [scoresOf([[0.75], [0.25]]), scoresOf([[0.25], [0.5], [0]])];
    expect(contrastQueries(a, b, 1)).toEqual(Float32Array.from([0.25]));
    expect(contrastQueries(b, a, 1)).toEqual(Float32Array.from([-0.25]));
  });

  it('does not count patients without tiles', () => {
    expect(contrastQueries(scoresOf([[0.5], [-1]]), scoresOf([[0.25]]), 1)).toEqual(
      Float32Array.from([0.25]),
    );
  });

  it('refuses a side without patients', () => {
    for (const empty of [scoresOf([]), scoresOf([[-1]])]) {
      expect(() => contrastQueries(scoresOf([[0.5]]), empty, 1)).toThrow(
        expect.objectContaining({ tag: 'invalid-input', message: expect.stringContaining('second') }),
      );
    }
  });
});
