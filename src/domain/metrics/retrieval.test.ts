import { describe, expect, it } from 'vitest';
import { createRng, drawInt } from '../rng.js';
import type { RetrievalQuery } from './retrieval.js';
import { evaluateRetrieval } from './retrieval.js';

const query = (
  patientId: string,
  label: string,
  ranked: string,
  relevantInArchive: number,
): RetrievalQuery => ({ patientId, label, ranked: [...ranked], relevantInArchive });

/**
 * Two patients with A, two with B (one of them with two cases), one with C who cannot be right.
 *            acc1 acc3 acc5 mmv1 mmv3 mmv5 P@5
 *  a1 A AABBB  1    1    1    1    1    0   2/5     mmv3 A, mmv5 B
 *  a2 A BABAC  0    1    1    0    0    0   2/5     mmv3 B, mmv5: A and B twice each, B ranks first
 *  b1 B ABBCC  0    1    1    0    1    1   2/5     mmv3 B, mmv5: B and C twice each, B ranks first
 *  b1 B ACAAA  0    0    0    0    0    0   0       mmv3 A
 *  b2 B CAB    0    1    1    0    0    0   1/3     mmv3: three once, C ranks first
 *  c1 C AABBA  0    0    0    0    0    0   0       left out
 */
const table: readonly RetrievalQuery[] = [
  query('a1', 'A', 'AABBB', 2),
  query('a2', 'A', 'BABAC', 2),
  query('b1', 'B', 'ABBCC', 2),
  query('b1', 'B', 'ACAAA', 2),
  query('b2', 'B', 'CAB', 2),
  query('c1', 'C', 'AABBA', 0),
];

describe('evaluateRetrieval', () => {
  const report = evaluateRetrieval(table, { label: 'diagnosis', draws: 200 });

  it('counts what it was given', () => {
    expect(report).toMatchObject({
      label: 'diagnosis',
      queries: 6,
      patients: 5,
      leftOut: { classes: 1, queries: 1 },
      withoutRelevant: 1,
    });
  });

  it('has the plain figures of the table', () => {
    expect(report.acc1).toBeCloseTo(1 / 6, 12);
    expect(report.acc3).toBeCloseTo(4 / 6, 12);
    expect(report.acc5).toBeCloseTo(4 / 6, 12);
    expect(report.mmv1).toBeCloseTo(1 / 6, 12);
    expect(report.mmv3).toBeCloseTo(2 / 6, 12);
    expect(report.mmv5).toBeCloseTo(1 / 6, 12);
    expect(report.p5).toBeCloseTo((0.4 + 0.4 + 0.4 + 0 + 1 / 3 + 0) / 6, 12);
    // AP@5: (1 + 2/2)/2; (1/2 + 2/4)/2; (1/2 + 2/3)/2; 0; (1/3)/2; the last has no relevant item.
    expect(report.map5).toBeCloseTo((1 + 1 / 2 + 7 / 12 + 0 + 1 / 6) / 5, 12);
  });

  it('averages over classes', () => {
    expect(report.macroAcc1).toBeCloseTo((1 / 2 + 0 + 0) / 3, 12);
    expect(report.macroMmv3).toBeCloseTo((1 / 2 + 1 / 3 + 0) / 3, 12);
    expect(report.macroMmv5).toBeCloseTo((0 + 1 / 3 + 0) / 3, 12);
    expect(report.macroP5).toBeCloseTo((0.4 + (0.4 + 1 / 3) / 3 + 0) / 3, 12);
    // mMV@3 without C's own query: A → A, B; B → B, A, C. A: TP 1, FP 1, FN 1; B: TP 1, FP 1, FN 2.
    expect(report.macroF1).toBeCloseTo((1 / 2 + 2 / 5) / 2, 12);
    expect(report.balancedAccuracy).toBeCloseTo((1 / 2 + 1 / 3) / 2, 12);
  });

  it('tables the classes by label', () => {
    expect(
      report.perClass.map(({ label, patients, queries, leftOut }) => [label, patients, queries, leftOut]),
    ).toEqual([
      ['A', 2, 2, false],
      ['B', 2, 3, false],
      ['C', 1, 1, true],
    ]);
    const [a, b, c] = report.perClass;
    expect(a).toMatchObject({ recall: 0.5, precision: 0.5, f1: 0.5, acc1: 0.5, acc3: 1, mmv5: 0 });
    expect(b).toMatchObject({ recall: 1 / 3, precision: 0.5, f1: 0.4, acc1: 0, acc3: 2 / 3, mmv5: 1 / 3 });
    expect(c).toMatchObject({
      recall: undefined,
      precision: undefined,
      f1: undefined,
      acc1: 0,
      map5: undefined,
    });
    expect(a!.ci95.recall).toEqual([0, 1]);
    expect(c!.ci95.recall).toBeUndefined();
  });

  it('has an interval around every figure', () => {
    const names = [
      'acc1',
      'acc3',
      'acc5',
      'mmv1',
      'mmv3',
      'mmv5',
      'map5',
      'p5',
      'macroF1',
      'balancedAccuracy',
    ] as const;
    for (const name of names) {
      const [low, high] = report.ci95[name]!;
      expect(low).toBeLessThanOrEqual(report[name]!);
      expect(high).toBeGreaterThanOrEqual(report[name]!);
      expect(low).toBeLessThan(high);
    }
    expect(Object.keys(report.ci95).some((name) => name.startsWith('recall'))).toBe(false);
  });

  it('gives a class that nothing was predicted as no precision and an F1 of 0', () => {
    const { perClass, macroF1 } = evaluateRetrieval(
      [query('a1', 'A', 'B', 1), query('a2', 'A', 'B', 1), query('b1', 'B', 'B', 1), query('b2', 'B', '', 1)],
      { label: 'organ', draws: 10 },
    );
    expect(perClass[0]).toMatchObject({ label: 'A', recall: 0, precision: undefined, f1: 0 });
    // B: TP 1, FP 2, FN 1.
    expect(perClass[1]).toMatchObject({ label: 'B', recall: 0.5, precision: 1 / 3, f1: 0.4 });
    expect(macroF1).toBeCloseTo(0.2, 12);
  });

  it('draws the chance line from the pool that answers, where that is another', () => {
    const pool = [
      { patientId: 'x', label: 'A' },
      { patientId: 'y', label: 'B' },
      { patientId: 'y', label: 'B' },
      { patientId: 'q', label: 'A' },
    ];
    // The own patient's A is not drawn: one A among three.
    const { chance } = evaluateRetrieval([query('q', 'A', '', 1)], { label: 'tile', draws: 1, pool });
    expect(Math.abs(chance.acc1! - 1 / 3)).toBeLessThan(0.05);
    expect(chance.acc3).toBe(1);
  });

  it('a class that one patient asks with counts where others answer with it', () => {
    const { perClass } = evaluateRetrieval([query('q', 'A', 'AAA', 3)], { label: 'tile', draws: 1 });
    expect(perClass[0]).toMatchObject({ leftOut: false, recall: 1, p10: 1 });
  });

  it('ends without queries', () => {
    const empty = evaluateRetrieval([], { label: 'organ' });
    expect(empty).toMatchObject({ queries: 0, patients: 0, acc1: undefined, perClass: [], ci95: {} });
    expect(empty.chance.acc1).toBeUndefined();
  });

  it('sets chance beside it: a random archive scores like its chance line', () => {
    const rng = createRng(12);
    const labels = Array.from({ length: 400 }, () => 'AAABBC'[drawInt(rng, 6)]!);
    const queries = labels.map((label, i) => {
      const ranked = Array.from({ length: 5 }, () => labels[drawInt(rng, 400)]!).join('');
      return query(`p${i}`, label, ranked, labels.filter((other) => other === label).length - 1);
    });
    const { chance, ci95 } = evaluateRetrieval(queries, { label: 'diagnosis' });
    const shares = ['A', 'B', 'C'].map((label) => labels.filter((other) => other === label).length / 400);
    const exact = shares.reduce((sum, share) => sum + share * ((share * 400 - 1) / 399), 0);
    expect(Math.abs(chance.acc1! - exact)).toBeLessThan(0.005);
    expect(chance.mmv1).toBe(chance.acc1);
    expect(Math.abs(chance.balancedAccuracy! - 1 / 3)).toBeLessThan(0.02);
    for (const name of ['acc1', 'acc3', 'mmv3', 'mmv5', 'map5', 'macroF1'] as const) {
      expect(ci95[name]![0] - 0.01).toBeLessThan(chance[name]!);
      expect(ci95[name]![1] + 0.01).toBeGreaterThan(chance[name]!);
    }
  });

  it('never draws a neighbour of the own patient for the chance line', () => {
    // Every patient has one label and every label one patient: no other patient can be right.
    const queries = ['A', 'B', 'C'].flatMap((label) =>
      Array.from({ length: 4 }, () => query(label, label, '', 0)),
    );
    expect(evaluateRetrieval(queries, { label: 'organ', draws: 1 }).chance.acc5).toBe(0);
  });

  it('never draws a neighbour twice for the chance line', () => {
    // Two others for each query, both drawn: the As always see the other A, B never sees a B.
    const queries = [query('p1', 'A', '', 1), query('p2', 'A', '', 1), query('p3', 'B', '', 0)];
    const { chance } = evaluateRetrieval(queries, { label: 'organ', draws: 1 });
    expect(chance.acc3).toBeCloseTo(2 / 3, 12);
    expect(chance.p5).toBeCloseTo(1 / 3, 12);
  });

  it('is the same every time', () => {
    const rng = createRng(13);
    const queries = Array.from({ length: 200 }, (_, i) => {
      const draw = () => String.fromCharCode(65 + drawInt(rng, 20));
      return query(`p${i % 70}`, draw(), `${draw()}${draw()}${draw()}${draw()}${draw()}`, 50);
    });
    const once = evaluateRetrieval(queries, { label: 'diagnosis' });
    expect(evaluateRetrieval(queries, { label: 'diagnosis' })).toEqual(once);
  });
});
