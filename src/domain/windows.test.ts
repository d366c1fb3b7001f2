import { describe, expect, it } from 'vitest';
import type { Box, Size } from './geometry.js';
import { boxEncloses, boxesOverlap } from './geometry.js';
import { createRng } from './rng.js';
import { gridOf } from './tile-grid.js';
import { findWindows, pickWindows } from './windows.js';

type ScoredTile = Box & { readonly tileId: number; readonly similarity: number };

/** Tiles of 100 px from rows of similarities; undefined = glass. Ids count from 1, row by row. */
function tilesOf(rows: (number | undefined)[][]): ScoredTile[] {
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

function windowsOf(tiles: readonly ScoredTile[], windowSize: Size, slide: Size, limit?: number) {
  const column = (pick: (tile: ScoredTile) => number) => Int32Array.from(tiles, pick);
  const grid = gridOf({
    tileIds: Uint32Array.from(tiles, (tile) => tile.tileId),
    xs: column((tile) => tile.x),
    ys: column((tile) => tile.y),
    widths: column((tile) => tile.width),
    heights: column((tile) => tile.height),
  });
  const similarities = Float32Array.from(tiles, (tile) => tile.similarity);
  return findWindows(grid, similarities, windowSize, slide, limit);
}

describe('findWindows', () => {
  it('finds the field with the highest mean, with its best tile', () => {
    const tiles = tilesOf([
      [0.5, 0.5, 0.25, 0.25],
      [0.5, 1, 0.75, 0.25],
      [0.25, 0.75, 0.75, 0.25],
    ]);
    // 2 × 2 tiles: (1 + 0.75 + 0.75 + 0.75) / 4.
    expect(windowsOf(tiles, size(200, 200), size(400, 300), 1)).toEqual([
      { x: 100, y: 100, width: 200, height: 200, tileId: 6, similarity: 0.8125 },
    ]);
  });

  it('gives up to three that do not overlap', () => {
    const tiles = tilesOf([[0.5, 0.25, 1, 0.75, 0.75, 0]]);
    const windows = windowsOf(tiles, size(100, 100), size(600, 100));
    expect(windows.map(({ tileId, similarity }) => [tileId, similarity])).toEqual([
      [3, 1],
      [4, 0.75],
      [5, 0.75],
    ]);
    const wide = windowsOf(tiles, size(200, 100), size(600, 100));
    expect(wide.map(({ x, similarity }) => [x, similarity])).toEqual([
      [200, 0.875],
      [0, 0.375],
      [400, 0.375],
    ]);
  });

  it('centres a window smaller than a tile on the tile', () => {
    expect(windowsOf(tilesOf([[0.25, 0.5]]), size(40, 60), size(200, 100), 1)).toEqual([
      { x: 130, y: 20, width: 40, height: 60, tileId: 2, similarity: 0.5 },
    ]);
  });

  it('stays inside the slide and is cut to a smaller one', () => {
    expect(windowsOf(tilesOf([[0.25, 0.5]]), size(900, 900), size(200, 100))).toEqual([
      { x: 0, y: 0, width: 200, height: 100, tileId: 2, similarity: 0.375 },
    ]);
  });

  it('does not let a lone tile among glass beat a full field', () => {
    const glass = undefined;
    const tiles = tilesOf([
      [0.75, 0.75, glass, glass, glass, 1],
      [0.75, 0.75, glass, glass, glass, glass],
    ]);
    const [best] = windowsOf(tiles, size(200, 200), size(600, 200));
    expect(best).toMatchObject({ x: 0, y: 0, similarity: 0.75, tileId: 1 });
  });

  it('prefers the fuller of two equal windows', () => {
    const tiles = tilesOf([[0.5, undefined, 0.5, 0.5]]);
    expect(windowsOf(tiles, size(200, 100), size(400, 100)).map(({ x }) => x)).toEqual([200, 0]);
  });

  it('centres a window of little more than half a tile too', () => {
    const [window] = windowsOf(tilesOf([[0.5]]), size(60, 60), size(100, 100));
    expect(window).toMatchObject({ x: 20, y: 20 });
  });

  it('has no window without tiles', () => {
    expect(windowsOf([], size(100, 100), size(600, 100))).toEqual([]);
  });

  it('never errs against trying every candidate, on random grids', () => {
    const rng = createRng(31);
    for (let round = 0; round < 40; round++) {
      const rows = Array.from({ length: 7 }, () =>
        Array.from({ length: 9 }, () => (rng() < 0.7 ? Math.round(rng() * 64) / 64 : undefined)),
      );
      const tiles = tilesOf(rows);
      const slide = size(900, 700);
      const windowSize = size(100 + 100 * Math.floor(rng() * 4), 100 + 100 * Math.floor(rng() * 3));
      const windows = windowsOf(tiles, windowSize, slide);
      expect(windows[0]!.similarity).toBeCloseTo(bestMean(tiles, windowSize, slide), 12);
      windows.forEach((window, i) => {
        expect(boxEncloses({ x: 0, y: 0, ...slide }, window)).toBe(true);
        for (const other of windows.slice(i + 1)) expect(boxesOverlap(window, other)).toBe(false);
      });
      expect(windowsOf([...tiles].reverse(), windowSize, slide)).toEqual(windows);
    }
  });

  it('counts tiles of different sizes by their centres', () => {
    // The second lies on the first and shares its centre; the third hangs over the edge of a column.
    const tiles = [
      { tileId: 1, x: 0, y: 0, width: 100, height: 100, similarity: 0.25 },
      { tileId: 2, x: 25, y: 25, width: 50, height: 50, similarity: 0.75 },
      { tileId: 3, x: 150, y: 0, width: 100, height: 100, similarity: 0.375 },
    ];
    expect(windowsOf(tiles, size(100, 100), size(300, 100))).toEqual([
      { x: 0, y: 0, width: 100, height: 100, tileId: 2, similarity: 0.5 },
      { x: 150, y: 0, width: 100, height: 100, tileId: 3, similarity: 0.375 },
    ]);
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
      const values = tiles.filter((other) => centreIn(box, other)).map(({ similarity }) => similarity);
      return { count: values.length, mean: values.reduce((a, b) => a + b, 0) / values.length };
    }),
  );
  const fullest = Math.max(...found.map(({ count }) => count));
  return Math.max(...found.filter(({ count }) => 2 * count >= fullest).map(({ mean }) => mean));
}

function centreIn(box: Box, tile: Box): boolean {
  const [x, y] = [tile.x + tile.width / 2, tile.y + tile.height / 2];
  return x >= box.x && y >= box.y && x < box.x + box.width && y < box.y + box.height;
}
