import { describe, expect, it } from 'vitest';
import { rankCandidates } from './candidates.js';

/** Slides 10 and 11 belong to case 1, slide 20 to case 2, 30 to case 3, 99 to none. */
const caseOf = (slide: number) => (slide === 99 ? undefined : Math.floor(slide / 10));

function hitsOf(...lists: number[][]) {
  const offsets = [0];
  for (const list of lists) offsets.push(offsets.at(-1)! + list.length);
  return { offsets, slideKeys: lists.flat() };
}

describe('rankCandidates', () => {
  it('counts only the best tile of a case per query tile, weighted', () => {
    const hits = hitsOf([20, 10, 11, 20], [10, 99, 30]);
    expect(rankCandidates(hits, [1, 3], caseOf)).toEqual([
      { caseKey: 1, vote: 1 / 62 + 3 / 61, matched: 2 },
      { caseKey: 3, vote: 3 / 63, matched: 1 },
      { caseKey: 2, vote: 1 / 61, matched: 1 },
    ]);
  });

  it('breaks a tie by the lower key, whichever came first', () => {
    expect(rankCandidates(hitsOf([30, 20], [20, 30]), [1, 1], caseOf).map((c) => c.caseKey)).toEqual([2, 3]);
  });

  it('stops at the limit, 50 by default', () => {
    const many = hitsOf(Array.from({ length: 80 }, (_, i) => (i + 1) * 10));
    const candidates = rankCandidates(many, [1], caseOf);
    expect(candidates).toHaveLength(50);
    expect(candidates.at(-1)).toEqual({ caseKey: 50, vote: 1 / 110, matched: 1 });
    expect(rankCandidates(many, [1], caseOf, 2)).toHaveLength(2);
  });

  it('has no candidates without hits', () => {
    expect(rankCandidates(hitsOf([], []), [1, 1], caseOf)).toEqual([]);
    expect(rankCandidates(hitsOf([99]), [1], caseOf)).toEqual([]);
  });
});
