import { describe, expect, it } from 'vitest';
import type { Box } from './geometry.js';
import { boxContains, boxEncloses, boxesOverlap } from './geometry.js';
import { createRng } from './rng.js';
import type { ScoredTile } from './windows.js';
import { findWindows, pickWindows } from './windows.js';

/** Tiles of 100 px from rows of similarities; undefined = glass. Ids count from 1, row by row. */
function gridOf(rows: (number | undefined)[][]): ScoredTile[] {
  const width = rows[0]!.length;
  return rows.flatMap((row, r) =>
    row.flatMap((similarity, c) =>
      similarity === undefined
        ? []
        : [{ x: c * 100, y: r * 100, width: 100, height: 100, tileId: r * width + c + 1, similarity }],
    ),
  );
}
const size = (width: number, height: number) => ({ width, height });

describe('findWindows', () => {
  it('finds the field with the highest mean, with its best tile', () => {
    const tiles = gridOf([
      [0.5, 0.5, 0.25, 0.25],
      [0.5, 1, 0.75, 0.25],
      [0.25, 0.75, 0.75, 0.25],
    ]);
    // 2 × 2 tiles: (1 + 0.75 + 0.75 + 0.75) / 4.
    expect(findWindows(tiles, size(200, 200), size(400, 300), 1)).toEqual([
      { x: 100, y: 100, width: 200, height: 200, tileId: 6, similarity: 0.8125 },
    ]);
  });

  it('gives up to three that do not overlap', () => {
    const tiles = gridOf([[0.5, 0.25, 1, 0.75, 0.75, 0]]);
    const windows = findWindows(tiles, size(100, 100), size(600, 100));
    expect(windows.map(({ tileId, similarity }) => [tileId, similarity])).toEqual([
      [3, 1],
      [4, 0.75],
      [5, 0.75],
    ]);
    const wide = findWindows(tiles, size(200, 100), size(600, 100));
    expect(wide.map(({ x, similarity }) => [x, similarity])).toEqual([
      [200, 0.875],
      [0, 0.375],
      [400, 0.375],
    ]);
  });

  it('centres a window smaller than a tile on the tile', () => {
    expect(findWindows(gridOf([[0.25, 0.5]]), size(40, 60), size(200, 100), 1)).toEqual([
      { x: 130, y: 20, width: 40, height: 60, tileId: 2, similarity: 0.5 },
    ]);
  });

  it('stays inside the slide and is cut to a smaller one', () => {
    expect(findWindows(gridOf([[0.25, 0.5]]), size(900, 900), size(200, 100))).toEqual([
      { x: 0, y: 0, width: 200, height: 100, tileId: 2, similarity: 0.375 },
    ]);
  });

  it('does not let a lone tile among glass beat a full field', () => {
    const glass = undefined;
    const tiles = gridOf([
      [0.75, 0.75, glass, glass, glass, 1],
      [0.75, 0.75, glass, glass, glass, glass],
    ]);
    const [best] = findWindows(tiles, size(200, 200), size(600, 200));
    expect(best).toMatchObject({ x: 0, y: 0, similarity: 0.75, tileId: 1 });
  });

  it('prefers the fuller of two equal windows', () => {
    const tiles = gridOf([[0.5, undefined, 0.5, 0.5]]);
    expect(findWindows(tiles, size(200, 100), size(400, 100)).map(({ x }) => x)).toEqual([200, 0]);
  });

  it('centres a window of little more than half a tile too', () => {
    const [window] = findWindows(gridOf([[0.5]]), size(60, 60), size(100, 100));
    expect(window).toMatchObject({ x: 20, y: 20 });
  });

  it('has no window without tiles', () => {
    expect(findWindows([], size(100, 100), size(600, 100))).toEqual([]);
  });

  it('never errs against trying every candidate, on random grids', () => {
    const rng = createRng(31);
    for (let round = 0; round < 40; round++) {
      const rows = Array.from({ length: 7 }, () =>
        Array.from({ length: 9 }, () => (rng() < 0.7 ? Math.round(rng() * 64) / 64 : undefined)),
      );
      const tiles = gridOf(rows);
      const slide = size(900, 700);
      const windowSize = size(100 + 100 * Math.floor(rng() * 4), 100 + 100 * Math.floor(rng() * 3));
      const windows = findWindows(tiles, windowSize, slide);
      expect(windows[0]!.similarity).toBeCloseTo(bestMean(tiles, windowSize, slide), 12);
      windows.forEach((window, i) => {
        expect(boxEncloses({ x: 0, y: 0, ...slide }, window)).toBe(true);
        for (const other of windows.slice(i + 1)) expect(boxesOverlap(window, other)).toBe(false);
      });
      expect(findWindows([...tiles].reverse(), windowSize, slide)).toEqual(windows);
    }
  });

  it('takes 20,000 tiles in its stride', () => {
    const rng = createRng(1);
    const tiles = gridOf(Array.from({ length: 100 }, () => Array.from({ length: 200 }, () => rng())));
    const start = performance.now();
    expect(findWindows(tiles, size(2000, 2000), size(20_000, 10_000))).toHaveLength(3);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});

describe('pickWindows', () => {
  it('takes the best of all slides of a case, earlier slides first in a tie', () => {
    const windows = [0.5, 0.75, 0.5, 0.25].map((similarity, slide) => ({ slide, similarity }));
    expect(pickWindows(windows).map(({ slide }) => slide)).toEqual([1, 0, 2]);
    expect(pickWindows([])).toEqual([]);
  });
});

/** Best mean over windows with a corner on any tile or centred on one, tile by tile. */
function bestMean(
  tiles: readonly ScoredTile[],
  { width, height }: Box | { width: number; height: number },
  slide: { width: number; height: number },
): number {
  const inside = (start: number, length: number, limit: number) =>
    Math.min(Math.max(Math.round(start), 0), limit - length);
  const found = tiles.flatMap((tile) =>
    [
      [tile.x, tile.y],
      [tile.x + 50 - width / 2, tile.y + 50 - height / 2],
    ].map(([x, y]) => {
      const box = { x: inside(x!, width, slide.width), y: inside(y!, height, slide.height), width, height };
      const values = tiles
        .filter((other) => boxContains(box, { x: other.x + 50, y: other.y + 50 }))
        .map(({ similarity }) => similarity);
      return { count: values.length, mean: values.reduce((a, b) => a + b, 0) / values.length };
    }),
  );
  const fullest = Math.max(...found.map(({ count }) => count));
  return Math.max(...found.filter(({ count }) => 2 * count >= fullest).map(({ mean }) => mean));
}
