import { describe, expect, it } from 'vitest';
import { averagePrecision, isHit, majorityLabel, precisionAt } from './ranked-query.js';

const list = (text: string) => [...text];

describe('isHit', () => {
  it.each([
    ['A', 'ABC', 1, true],
    ['B', 'ABC', 1, false],
    ['C', 'ABC', 3, true],
    ['D', 'ABC', 5, false],
    ['A', '', 5, false],
  ])('%s in %s at %d: %s', (label, ranked, k, hit) => expect(isHit(label, list(ranked), k)).toBe(hit));
});

describe('majorityLabel', () => {
  it.each([
    ['ABB', 3, 'B'],
    ['ABC', 3, 'A'],
    ['ABBA', 4, 'A'],
    ['BAAB', 4, 'B'],
    ['CAABB', 5, 'A'],
    ['ABBBB', 1, 'A'],
    ['AB', 5, 'A'],
    ['', 5, undefined],
  ])('of %s at %d is %s', (ranked, k, label) => expect(majorityLabel(list(ranked), k)).toBe(label));
});

describe('averagePrecision', () => {
  it.each([
    // (1/1 + 2/3 + 3/4) / 5, / 3, / 4.
    ['AxAAx', 5, 9, (1 + 2 / 3 + 3 / 4) / 5],
    ['AxAAx', 5, 3, (1 + 2 / 3 + 3 / 4) / 3],
    ['AxAAx', 5, 4, (1 + 2 / 3 + 3 / 4) / 4],
    ['xxxxA', 5, 1, 1 / 5],
    ['xxxxxA', 5, 1, 0],
    ['A', 5, 1, 1],
    ['', 5, 2, 0],
    ['AA', 5, 0, undefined],
  ])('of %s at %d with %d relevant', (ranked, k, relevant, expected) => {
    const found = averagePrecision('A', list(ranked), k, relevant);
    if (expected === undefined) expect(found).toBeUndefined();
    else expect(found).toBeCloseTo(expected, 12);
  });
});

describe('precisionAt', () => {
  it.each([
    ['AxAxx', 5, 0.4],
    ['AxAxx', 1, 1],
    ['Ax', 5, 0.5],
    ['', 5, 0],
  ])('of %s at %d is %d', (ranked, k, expected) => {
    expect(precisionAt('A', list(ranked), k)).toBe(expected);
  });
});
