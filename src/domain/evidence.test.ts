import { describe, expect, it } from 'vitest';
import type { EvidenceCase } from './evidence.js';
import { entropyBits, weighEvidence } from './evidence.js';

const of = (patientId: string, diagnosis: string | undefined, score: number): EvidenceCase => ({
  patientId,
  diagnosis,
  score,
});
const archive = {
  patients: 100,
  byDiagnosis: new Map<string | null, number>([
    ['A', 10],
    ['B', 40],
    [null, 5],
  ]),
};
const LN2 = Math.LN2;

describe('weighEvidence', () => {
  it('weighs exp((s − s₁)/τ) and sets counts and lift beside it', () => {
    // τ = 0.1/ln 2: a score 0.1 lower weighs half. Weights 1, ½, ¼, ¼ → A 1.25/2, B 0.5/2, none 0.25/2.
    const cases = [of('p1', 'A', 0.9), of('p2', 'B', 0.8), of('p3', 'A', 0.7), of('p4', undefined, 0.7)];
    const evidence = weighEvidence(cases, archive, 0.1 / LN2);
    expect(evidence.patients).toBe(4);
    expect(evidence.archive.patients).toBe(100);
    expect(evidence.diagnoses.map((d) => [d.diagnosis, d.patients, d.archivePatients])).toEqual([
      ['A', 2, 10],
      ['B', 1, 40],
      [null, 1, 5],
    ]);
    const [a, b, none] = evidence.diagnoses;
    expect(a!.weight).toBeCloseTo(0.625, 12);
    expect(a!.lift).toBeCloseTo(6.25, 12);
    expect(b!.weight).toBeCloseTo(0.25, 12);
    expect(b!.lift).toBeCloseTo(0.625, 12);
    expect(none!.weight).toBeCloseTo(0.125, 12);
    expect(none!.lift).toBeCloseTo(2.5, 12);
    // −(5/8 log₂ 5/8 + 1/4 log₂ 1/4 + 1/8 log₂ 1/8) = 0.42379 + 0.5 + 0.375.
    expect(evidence.entropy).toBeCloseTo(1.298795, 6);
  });

  it('lets the best case of a patient speak, and only ten patients', () => {
    const own = [of('p0', 'A', 0.9), of('p0', 'C', 0.9)];
    const others = Array.from({ length: 12 }, (_, i) => of(`q${i}`, 'B', 0.9));
    const evidence = weighEvidence([...own, ...others], archive, 0.05);
    expect(evidence.patients).toBe(10);
    expect(evidence.diagnoses.map((d) => [d.diagnosis, d.patients])).toEqual([
      ['B', 9],
      ['A', 1],
    ]);
    expect(evidence.diagnoses[1]!.weight).toBeCloseTo(0.1, 12);
  });

  it('orders equals by name, those without a diagnosis last', () => {
    const cases = [of('1', undefined, 0.5), of('2', 'b', 0.5), of('3', 'a', 0.5)];
    expect(weighEvidence(cases, archive, 0.1).diagnoses.map((d) => d.diagnosis)).toEqual(['a', 'b', null]);
  });

  it('gives everything to the best where τ is 0, shared among equals', () => {
    const cases = [of('1', 'A', 0.5), of('2', 'B', 0.5), of('3', 'B', 0.49)];
    expect(weighEvidence(cases, archive, 0).diagnoses.map((d) => d.weight)).toEqual([0.5, 0.5]);
  });

  it('takes the best score where a fused order puts it later', () => {
    const cases = [of('1', 'A', 0.5), of('2', 'B', 0.75)];
    expect(weighEvidence(cases, archive, 0).diagnoses).toMatchObject([
      { diagnosis: 'B', weight: 1 },
      { diagnosis: 'A', weight: 0 },
    ]);
  });

  it('has no lift where the archive counts nobody', () => {
    expect(weighEvidence([of('1', 'rare', 0.5)], archive, 0.1).diagnoses[0]).toEqual({
      diagnosis: 'rare',
      weight: 1,
      patients: 1,
      archivePatients: 0,
      lift: undefined,
    });
  });

  it('has nothing to say without cases', () => {
    expect(weighEvidence([], archive, 0.1)).toMatchObject({ diagnoses: [], patients: 0, entropy: 0 });
  });
});

describe('entropyBits', () => {
  it.each([
    [[1], 0],
    [[0.5, 0.5], 1],
    [[0.25, 0.25, 0.25, 0.25], 2],
    [[0.5, 0.25, 0.25, 0], 1.5],
    [[], 0],
  ])('%j → %d bits', (shares, bits) => expect(entropyBits(shares)).toBe(bits));
});
