import { describe, expect, it } from 'vitest';
import { type LabelledTile, rankTiles } from './rank-tiles.js';

/** Unit vectors at these angles, degrees: the smaller the difference, the nearer. */
const at = (...degrees: number[]) =>
  Float32Array.from(
    degrees.flatMap((angle) => [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)]),
  );
const tile = (label: string, group: string, asks = true, answers = true): LabelledTile => ({
  label,
  group,
  asks,
  answers,
});

describe('rankTiles', () => {
  it('ranks by nearness and leaves the own group out, copies of the query included', () => {
    const tiles = [tile('A', 'g1'), tile('A', 'g1', false), tile('B', 'g2', false), tile('A', 'g3', false)];
    expect(rankTiles(at(0, 0, 20, 10), 2, tiles)).toEqual([
      { patientId: 'g1', label: 'A', ranked: ['A', 'B'], relevantInArchive: 1 },
    ]);
  });

  it('asks only those that ask, and hears only those that answer', () => {
    const tiles = [tile('A', 'g1', true, false), tile('B', 'g2', false), tile('C', 'g3', true, false)];
    expect(rankTiles(at(0, 50, 1), 2, tiles).map(({ ranked }) => ranked)).toEqual([['B'], ['B']]);
  });

  it('keeps the ten nearest in order, ties by the list', () => {
    const angles = [0, 30, 5, 5, 60, 1, 2, 3, 4, 6, 7, 8, 9];
    const tiles = angles.map((_, i) => tile(`t${i}`, `g${i}`, i === 0));
    const [query] = rankTiles(at(...angles), 2, tiles);
    expect(query!.ranked).toEqual(['t5', 't6', 't7', 't8', 't2', 't3', 't9', 't10', 't11', 't12']);
    expect(query!.relevantInArchive).toBe(0);
  });

  it('answers nothing where nobody else is', () => {
    expect(rankTiles(at(0, 1), 2, [tile('A', 'g'), tile('A', 'g')]).map(({ ranked }) => ranked)).toEqual([
      [],
      [],
    ]);
  });
});
