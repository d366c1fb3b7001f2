import { describe, expect, it } from 'vitest';
import { createRng } from './rng.js';
import { layTiles } from './tiles.js';
import type { TissueMask } from './tissue-cover.js';
import { createCover } from './tissue-cover.js';

/** Rows of a mask drawn with # for tissue. */
function drawMask(downsample: number, rows: readonly string[]): TissueMask {
  const data = Uint8Array.from(rows.join(''), (sign) => (sign === '#' ? 1 : 0));
  return { width: rows[0]!.length, height: rows.length, data, downsample };
}

const scale = { mpp: 1, tilePx: 100 };

describe('createCover', () => {
  it('keeps tiles with at least 5 % of tissue and says how much', () => {
    // Tiles of 100 px over a mask of 20 px a pixel: 5 × 5 mask pixels a tile, so 1 pixel is 4 %, 2 are 8 %.
    const mask = drawMask(20, [
      '##........#####',
      '..........#####',
      '...............',
      '...............',
      '...............',
    ]);
    const tiles = layTiles({ width: 300, height: 100, mpp: 1 }, scale);
    expect(createCover(mask, { width: 300, height: 100, mpp: 1 })(tiles)).toEqual([
      { x: 0, y: 0, width: 100, height: 100, tissue: 0.08 },
      { x: 200, y: 0, width: 100, height: 100, tissue: 0.4 },
    ]);
  });

  it('measures at fractions of a mask pixel', () => {
    const mask = drawMask(40, ['#.', '..']);
    const boxes = [{ x: 20, y: 30, width: 40, height: 40 }];
    // 20 × 10 of 40 × 40 px lie on the tissue pixel.
    const [tile] = createCover(mask, { width: 80, height: 80, mpp: 1 })(boxes);
    expect(tile!.tissue).toBeCloseTo(200 / 1600, 12);
  });

  it('counts a tile beyond the slide by its part on the slide', () => {
    const mask = drawMask(10, ['######', '######', '......', '......', '......', '......']);
    const slide = { width: 60, height: 60, mpp: 1 };
    const [tile] = createCover(mask, slide)(layTiles(slide, scale));
    expect(tile).toMatchObject({ x: -20, y: -20 });
    expect(tile!.tissue).toBeCloseTo(1 / 3, 12);
  });

  it('covers a small fragment that no tile would be kept for', () => {
    // One pixel of 20 µm in a tile of 25: 4 %, under the share, but 400 µm² of tissue (a 20 µm disc is 314).
    const mask = drawMask(20, [
      '...............',
      '......#........',
      '...............',
      '...............',
      '...............',
    ]);
    const slide = { width: 300, height: 100, mpp: 1 };
    expect(createCover(mask, slide)(layTiles(slide, scale))).toEqual([
      { x: 100, y: 0, width: 100, height: 100, tissue: 0.04 },
    ]);
    // At 0.5 µm/px the same pixel is 100 µm²: dust.
    expect(createCover(mask, { ...slide, mpp: 0.5 })(layTiles(slide, scale))).toEqual([]);
  });

  it('covers a fragment that straddles tiles until half of it is in', () => {
    // 1 pixel left of the border between tiles, 2 right of it in two rows of tiles (8-connected).
    const rows = Array.from({ length: 10 }, () => '..........'.split(''));
    rows[4]![4] = '#';
    rows[4]![5] = '#';
    rows[5]![6] = '#';
    const mask = drawMask(
      10,
      rows.map((row) => row.join('')),
    );
    const slide = { width: 100, height: 100, mpp: 2 };
    // Tiles of 50 px: the fragment's pixels lie in three tiles, one each; two are needed for half of three.
    const kept = createCover(mask, slide)(layTiles(slide, scale));
    expect(kept.map(({ x, y }) => [x, y])).toEqual([
      [0, 0],
      [50, 0],
    ]);
    expect(kept[0]!.tissue).toBeCloseTo(0.04, 12);
  });

  it('begins with the tile that holds most of a fragment', () => {
    // One pixel left of the border between tiles of 10 × 10 mask pixels, three right of it: 1 % and 3 %.
    const rows = Array.from({ length: 10 }, () => '.'.repeat(20));
    rows[4] = `${'.'.repeat(9)}####${'.'.repeat(7)}`;
    const slide = { width: 200, height: 100, mpp: 1 };
    const kept = createCover(drawMask(10, rows), slide)(layTiles(slide, scale));
    expect(kept.map(({ x }) => x)).toEqual([100]);
  });

  it('adds no tile that covers nothing new', () => {
    // The same tile twice with two of five pixels, then one pixel in each of three tiles: two tiles are enough.
    const rows = Array.from({ length: 40 }, () => '.'.repeat(40));
    rows[3] = `${'.'.repeat(8)}##${'.'.repeat(30)}`;
    rows[4] = `${'.'.repeat(10)}###${'.'.repeat(27)}`;
    const mask = drawMask(10, rows);
    const boxAt = (x: number, width: number) => ({ x, y: 0, width, height: 400 });
    const boxes = [boxAt(0, 100), boxAt(0, 100), boxAt(100, 10), boxAt(110, 10), boxAt(120, 10)];
    const kept = createCover(mask, { width: 400, height: 400, mpp: 1 })(boxes);
    expect(kept.map(({ x }) => x)).toEqual([0, 100]);
  });

  it('takes fragments that touch at a corner as one', () => {
    // As two fragments each pixel would need its own tile; as one, one tile is half of it.
    const mask = drawMask(10, [
      '..........',
      '..........',
      '..........',
      '..........',
      '....#.....',
      '.....#....',
      '..........',
      '..........',
      '..........',
      '..........',
    ]);
    const slide = { width: 100, height: 100, mpp: 2 };
    expect(createCover(mask, slide)(layTiles(slide, scale))).toHaveLength(1);
  });

  it('keeps nothing of empty glass', () => {
    const slide = { width: 300, height: 100, mpp: 1 };
    expect(createCover(drawMask(100, ['...']), slide)(layTiles(slide, scale))).toEqual([]);
    expect(createCover(drawMask(100, ['###']), slide)([])).toEqual([]);
  });

  it('leaves no fragment of a random mask less than half covered', () => {
    const rng = createRng(2);
    const side = 120;
    for (const density of [0.02, 0.2]) {
      const data = Uint8Array.from({ length: side * side }, () => (rng() < density ? 1 : 0));
      const mask: TissueMask = { width: side, height: side, data, downsample: 25 };
      const slide = { width: side * 25, height: side * 25, mpp: 1 };
      const kept = createCover(mask, slide)(layTiles(slide, { mpp: 1, tilePx: 400 }));
      for (const fragment of floodFragments(mask)) {
        const inside = fragment.filter((pixel) => {
          const [x, y] = [((pixel % side) + 0.5) * 25, (Math.floor(pixel / side) + 0.5) * 25];
          return kept.some((t) => x >= t.x && x < t.x + t.width && y >= t.y && y < t.y + t.height);
        });
        expect(2 * inside.length).toBeGreaterThanOrEqual(fragment.length);
      }
    }
  });
});

/** Fragments by repeated depth-first search, apart from the code under test. */
function floodFragments({ width, height, data }: TissueMask): number[][] {
  const left = new Set(Array.from(data.keys()).filter((pixel) => data[pixel] === 1));
  const fragments: number[][] = [];
  for (const seed of left) {
    const fragment: number[] = [];
    const stack = [seed];
    left.delete(seed);
    while (stack.length > 0) {
      const pixel = stack.pop()!;
      fragment.push(pixel);
      const [x, y] = [pixel % width, Math.floor(pixel / width)];
      for (const [dx, dy] of [
        [-1, -1],
        [0, -1],
        [1, -1],
        [-1, 0],
        [1, 0],
        [-1, 1],
        [0, 1],
        [1, 1],
      ] as const) {
        const near = (y + dy) * width + x + dx;
        if (x + dx < 0 || x + dx >= width || y + dy < 0 || y + dy >= height) continue;
        if (left.delete(near)) stack.push(near);
      }
    }
    fragments.push(fragment);
  }
  return fragments;
}
