import { describe, expect, it } from 'vitest';
import { fuseRanks } from './rank-fusion.js';

describe('fuseRanks', () => {
  it('adds 1 / (60 + rank) over the lists', () => {
    expect(
      fuseRanks([
        ['a', 'b', 'c'],
        ['b', 'd'],
      ]),
    ).toEqual([
      { item: 'b', fusedScore: 1 / 61 + 1 / 62, ranks: [2, 1] },
      { item: 'a', fusedScore: 1 / 61, ranks: [1, undefined] },
      { item: 'd', fusedScore: 1 / 62, ranks: [undefined, 2] },
      { item: 'c', fusedScore: 1 / 63, ranks: [3, undefined] },
    ]);
  });

  it('breaks ties by id, in whatever lists and order the ranks came', () => {
    const lists = [
      ['z', 'a', 'm'],
      ['a', 'm', 'z'],
      ['m', 'z', 'a'],
    ];
    expect(fuseRanks(lists).map(({ item }) => item)).toEqual(['a', 'm', 'z']);
    expect(fuseRanks([[2], [1]]).map(({ item }) => item)).toEqual([1, 2]);
  });

  it('sees the same ranks in other lists as equal, to the last bit', () => {
    // 1/61 + 1/67 + 1/62 and 1/62 + 1/61 + 1/67 differ when they are added in this order.
    expect(1 / 61 + 1 / 67 + 1 / 62).not.toBe(1 / 62 + 1 / 61 + 1 / 67);
    const lists = [
      ['a', 'b'],
      ['b', 'c', 'd', 'e', 'f', 'g', 'a'],
      ['c', 'a', 'd', 'e', 'f', 'g', 'b'],
    ];
    expect(
      fuseRanks(lists)
        .map(({ item }) => item)
        .slice(0, 2),
    ).toEqual(['a', 'b']);
  });

  it('takes the first place of a repeated id', () => {
    expect(fuseRanks([['a', 'b', 'a']])[0]).toEqual({ item: 'a', fusedScore: 1 / 61, ranks: [1] });
  });

  it('fuses nothing into nothing', () => {
    expect(fuseRanks([])).toEqual([]);
    expect(fuseRanks([[], []])).toEqual([]);
  });
});
