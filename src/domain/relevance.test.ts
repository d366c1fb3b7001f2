import { describe, expect, it } from 'vitest';
import { moveQueries, rerankByMarks } from './relevance.js';
import type { Rng } from './rng.js';
import { createRng } from './rng.js';
import { dot, normalise } from './vectors.js';

const v = (...values: number[]) => Float32Array.from(values);

describe('moveQueries', () => {
  it('adds 0.75 of the mean ✓, takes 0.25 of the mean ✗, and normalises', () => {
    // (1, 0) + 0.75·(0.5, 0.5) − 0.25·(0, 1) = (1.375, 0.125).
    const moved = moveQueries(v(1, 0), 2, { relevant: [v(1, 0), v(0, 1)], notRelevant: [v(0, 1)] });
    expect(moved[0]).toBeCloseTo(1.375 / Math.hypot(1.375, 0.125), 6);
    expect(moved[1]).toBeCloseTo(0.125 / Math.hypot(1.375, 0.125), 6);
  });

  it('moves every query tile on its own', () => {
    const moved = moveQueries(v(1, 0, 0, 1), 2, { relevant: [v(0, 1)], notRelevant: [] });
    // (1, 0.75) / 1.25 and (0, 1.75) / 1.75.
    expect([...moved].map((value) => Number(value.toFixed(6)))).toEqual([0.8, 0.6, 0, 1]);
  });

  it('changes nothing without marks', () => {
    expect(moveQueries(v(0.6, 0.8), 2, { relevant: [], notRelevant: [] })).toEqual(v(0.6, 0.8));
  });
});

describe('rerankByMarks', () => {
  const marked = {
    relevant: [v(1, 0), v(0.8, 0.6), v(0.96, 0.28)],
    notRelevant: [v(0, 1), v(0.6, 0.8), v(0.28, 0.96)],
  };

  it('needs three of each', () => {
    expect(rerankByMarks([], { ...marked, relevant: marked.relevant.slice(1) })).toBeUndefined();
    expect(rerankByMarks([], { ...marked, notRelevant: marked.notRelevant.slice(1) })).toBeUndefined();
    expect(rerankByMarks([], marked)).toEqual([]);
  });

  it('puts what looks like ✓ first, symmetrically, by the mean over tiles', () => {
    const order = rerankByMarks(
      [{ tiles: [v(0, 1)] }, { tiles: [v(1, 0), v(0, 1)] }, { tiles: [v(1, 0)] }, { tiles: [] }],
      marked,
    )!;
    expect(order.map(({ index }) => index)).toEqual([2, 1, 0, 3]);
    const [best, middle, worst] = order;
    expect(best!.preference).toBeGreaterThan(0.8);
    expect(middle!.preference).toBeCloseTo(0.5, 5);
    expect(best!.preference + worst!.preference).toBeCloseTo(1, 5);
  });

  it('lets both kinds weigh the same, however many marks they have', () => {
    const { relevant, notRelevant } = marked;
    const candidates = [{ tiles: [v(0.8, 0.6)] }, { tiles: [v(0.6, 0.8)] }];
    const [even, more] = [notRelevant, [...notRelevant, ...notRelevant, ...notRelevant]].map((bad) =>
      rerankByMarks(candidates, { relevant, notRelevant: bad })!.map(({ preference }) => preference),
    );
    more!.forEach((preference, i) => {
      expect(preference).toBeCloseTo(even![i]!, 5);
    });
  });

  it('keeps the order of equals and learns nothing from marks that are alike', () => {
    const same = [v(1, 0), v(1, 0), v(1, 0)];
    const order = rerankByMarks([{ tiles: [v(0, 1)] }, { tiles: [v(1, 0)] }], {
      relevant: same,
      notRelevant: same,
    })!;
    expect(order).toEqual([
      { index: 0, preference: 0.5 },
      { index: 1, preference: 0.5 },
    ]);
  });

  it('finds a small difference under a large common direction', () => {
    const rng = createRng(77);
    // All vectors share axis 0; kinds differ by ±0.2 on axis 1 with noise of the same size on 62 others.
    const draw = (kind: number) => drawAround(rng, kind);
    const marks = {
      relevant: Array.from({ length: 8 }, () => draw(0.2)),
      notRelevant: Array.from({ length: 8 }, () => draw(-0.2)),
    };
    expect(dot(marks.relevant[0]!, marks.notRelevant[0]!)).toBeGreaterThan(0.7);
    const candidates = Array.from({ length: 200 }, (_, i) => ({ tiles: [draw(i % 2 === 0 ? 0.2 : -0.2)] }));
    const order = rerankByMarks(candidates, marks)!;
    const right = order.slice(0, 100).filter(({ index }) => index % 2 === 0).length;
    expect(right).toBeGreaterThan(85);
    expect(rerankByMarks(candidates, marks)).toEqual(order);
  });
});

function drawAround(rng: Rng, kind: number): Float32Array {
  return normalise(
    Float32Array.from({ length: 64 }, (_, i) => (i === 0 ? 1 : i === 1 ? kind : 0.15 * (rng() - 0.5))),
  );
}
