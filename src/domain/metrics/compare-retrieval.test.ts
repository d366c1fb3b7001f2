import { describe, expect, it } from 'vitest';
import { compareRetrieval } from './compare-retrieval.js';
import { evaluateRetrieval, type RetrievalQuery } from './retrieval.js';

const OPTIONS = { label: 'organ', draws: 500 };

/** A case of a patient whose first neighbour is right or wrong. */
const query = (patientId: string, right: boolean): RetrievalQuery => ({
  patientId,
  label: 'lung',
  ranked: right ? ['lung', 'liver'] : ['liver', 'lung'],
  relevantInArchive: 1,
});
const run = (...right: boolean[]) => right.map((one, i) => query(`P${i}`, one));

describe('two runs of the same questions', () => {
  it('show each its own report, and second minus first', () => {
    const [first, second] = [run(true, false, false, false), run(true, true, true, false)];
    const compared = compareRetrieval(first, second, OPTIONS);
    expect(compared.first).toEqual(evaluateRetrieval(first, OPTIONS));
    expect(compared.second).toEqual(evaluateRetrieval(second, OPTIONS));
    expect(compared.difference.acc1.value).toBeCloseTo(0.5, 12);
    expect(compareRetrieval(second, first, OPTIONS).difference.acc1.value).toBeCloseTo(-0.5, 12);
  });

  it('differ by nothing, for certain, when they are alike', () => {
    const same = run(true, false, true, false, true);
    const { difference } = compareRetrieval(same, same, OPTIONS);
    expect(difference.acc1).toEqual({ value: 0, ci95: [0, 0] });
    expect(difference.map5).toEqual({ value: 0, ci95: [0, 0] });
  });

  it('are paired: what both find hard does not widen the interval of the difference', () => {
    // Half of the patients are hard for both; the second run is right for one more in ten.
    const hard = (i: number) => i % 2 === 0;
    const first = run(...Array.from({ length: 40 }, (_, i) => !hard(i)));
    const second = run(...Array.from({ length: 40 }, (_, i) => !hard(i) || i % 10 === 0));
    const { first: a, second: b, difference } = compareRetrieval(first, second, OPTIONS);
    const [low, high] = difference.acc1.ci95!;
    expect(difference.acc1.value).toBeCloseTo(0.1, 12);
    expect(low).toBeGreaterThan(0);
    // Beside each other the two intervals overlap and would show nothing.
    expect(b.ci95.acc1![0]).toBeLessThan(a.ci95.acc1![1]);
    expect(high - low).toBeLessThan(a.ci95.acc1![1] - a.ci95.acc1![0]);
  });

  it('draw whole patients: cases of one patient are not independent', () => {
    const many = (right: boolean) => Array.from({ length: 20 }, () => query('P0', right));
    const { difference } = compareRetrieval(
      [...many(false), query('P1', true)],
      [...many(true), query('P1', true)],
      OPTIONS,
    );
    expect(difference.acc1.ci95).toEqual([0, 1]);
  });

  it('have no difference where a figure cannot be counted', () => {
    const lonely = [{ ...query('P0', false), relevantInArchive: 0 }];
    expect(compareRetrieval(lonely, lonely, OPTIONS).difference.map5).toEqual({
      value: undefined,
      ci95: undefined,
    });
  });

  it('must hold the same questions in the same order', () => {
    const [a, b] = [query('P0', true), query('P1', true)];
    expect(() => compareRetrieval([a, b], [b, a], OPTIONS)).toThrow(RangeError);
    expect(() => compareRetrieval([a, b], [a], OPTIONS)).toThrow(RangeError);
  });
});
