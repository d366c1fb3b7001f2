import { describe, expect, it } from 'vitest';
import type { Box, Region } from './geometry.js';
import { polygonBoxArea } from './geometry.js';
import { createRng } from './rng.js';
import { layQueryTiles, layTiles } from './tiles.js';

/** 100 µm tiles: 200 level-0 px on a slide of 0.5 µm/px. */
const scale = { mpp: 1, tilePx: 100 };
const slide = (width: number, height: number, mpp = 0.5) => ({ width, height, mpp });
const box = (x: number, y: number, width: number, height: number): Box => ({ x, y, width, height });
const corners = (boxes: readonly Box[]) => boxes.map(({ x, y }) => [x, y]);
const starts = (boxes: readonly Box[]) => [...new Set(boxes.map(({ x }) => x))];

describe('layTiles', () => {
  it('tiles row by row from the origin and moves the last inward', () => {
    expect(layTiles(slide(500, 400), scale)).toEqual([
      box(0, 0, 200, 200),
      box(200, 0, 200, 200),
      box(300, 0, 200, 200),
      box(0, 200, 200, 200),
      box(200, 200, 200, 200),
      box(300, 200, 200, 200),
    ]);
  });

  it('does not drift where the side is fractional', () => {
    // 100 µm at 0.3 µm/px = 333.33 px: the tenth tile starts at 3000, not at 9 · 333 = 2997.
    const tiles = layTiles(slide(3334, 334, 0.3), scale);
    expect(starts(tiles)).toEqual([0, 333, 667, 1000, 1333, 1667, 2000, 2333, 2667, 3000]);
    expect(new Set(tiles.map(({ width }) => width))).toEqual(new Set([333]));
  });

  it('gives a rest of one pixel no tile, a rest of two its own', () => {
    expect(starts(layTiles(slide(401, 200), scale))).toEqual([0, 200]);
    expect(starts(layTiles(slide(402, 200), scale))).toEqual([0, 200, 202]);
  });

  it.each<[number, number, number[][]]>([
    [200, 200, [[0, 0]]],
    [150, 100, [[-25, -50]]],
    [
      400,
      120,
      [
        [0, -40],
        [200, -40],
      ],
    ],
    [99, 400, []],
    [400, 99, []],
  ])('a slide of %d × %d px gives %j', (width, height, expected) => {
    expect(corners(layTiles(slide(width, height), scale))).toEqual(expected);
  });

  it('covers every slide with whole tiles inside it', () => {
    const rng = createRng(11);
    for (let round = 0; round < 50; round++) {
      const size = slide(400 + Math.floor(rng() * 3000), 400 + Math.floor(rng() * 500), 0.2 + rng());
      if (100 / size.mpp > 400) continue;
      const tiles = layTiles(size, scale);
      const side = Math.round(100 / size.mpp);
      const columns = starts(tiles);
      columns.forEach((x, i) => {
        expect(x).toBeGreaterThanOrEqual(0);
        expect(x + side).toBeLessThanOrEqual(size.width);
        if (i > 0) expect(x - columns[i - 1]!).toBeLessThanOrEqual(side + 1);
      });
      expect(columns.at(-1)! + side).toBeGreaterThanOrEqual(size.width - 1);
    }
  });
});

describe('layQueryTiles', () => {
  const big = slide(10_000, 10_000);

  it.each<[string, Region, number[][]]>([
    ['exactly one tile', box(1000, 2000, 200, 200), [[1000, 2000]]],
    [
      'one and a half by one: half a tile of stride',
      box(1000, 2000, 300, 200),
      [
        [1000, 2000],
        [1100, 2000],
      ],
    ],
    [
      'last column moved inward',
      box(1000, 2000, 350, 200),
      [
        [1000, 2000],
        [1100, 2000],
        [1150, 2000],
      ],
    ],
    [
      'three wide: whole stride along, half across',
      box(0, 0, 600, 300),
      [
        [0, 0],
        [200, 0],
        [400, 0],
        [0, 100],
        [200, 100],
        [400, 100],
      ],
    ],
    [
      'three and a bit',
      box(0, 0, 650, 200),
      [
        [0, 0],
        [200, 0],
        [400, 0],
        [450, 0],
      ],
    ],
    ['smaller than a tile: one, centred', box(1000, 1000, 50, 20), [[925, 910]]],
    ['in a corner: centred, then shifted in', box(0, 9990, 50, 10), [[0, 9800]]],
    ['thin and long: no tile is half covered, one in the middle', box(1000, 1000, 650, 80), [[1225, 940]]],
    [
      'wide enough to be half covered',
      box(1000, 1000, 400, 100),
      [
        [1000, 950],
        [1100, 950],
        [1200, 950],
      ],
    ],
  ])('%s', (_, region, expected) => {
    const tiles = layQueryTiles(region, big, scale);
    expect(corners(tiles.boxes)).toEqual(expected);
    expect(tiles.padded).toBe(false);
    for (const { width, height } of tiles.boxes) expect([width, height]).toEqual([200, 200]);
  });

  it('keeps the tiles of a polygon that are at least half inside', () => {
    // Right triangle of 600 px legs: of the 3 × 3 grid the three on the diagonal hold exactly half.
    const triangle = [
      { x: 0, y: 0 },
      { x: 600, y: 0 },
      { x: 0, y: 600 },
    ];
    expect(corners(layQueryTiles(triangle, big, scale).boxes)).toEqual([
      [0, 0],
      [200, 0],
      [400, 0],
      [0, 200],
      [200, 200],
      [0, 400],
    ]);
  });

  it('takes of a thin crescent the tile with most of it, not its empty centre', () => {
    const crescent = [
      { x: 0, y: 0 },
      { x: 1000, y: 0 },
      { x: 1000, y: 40 },
      { x: 40, y: 40 },
      { x: 40, y: 1000 },
      { x: 0, y: 1000 },
    ];
    expect(corners(layQueryTiles(crescent, big, scale).boxes)).toEqual([[0, 0]]);
  });

  it('agrees with the definition on random polygons', () => {
    const rng = createRng(23);
    for (let round = 0; round < 30; round++) {
      const star = Array.from({ length: 9 }, (_, i) => {
        const radius = 300 + 900 * rng();
        const angle = (2 * Math.PI * i) / 9;
        return { x: 5000 + radius * Math.cos(angle), y: 5000 + radius * Math.sin(angle) };
      });
      const { boxes } = layQueryTiles(star, big, scale);
      expect(boxes.length).toBeGreaterThan(0);
      const shares = boxes.map((tile) => polygonBoxArea(star, tile) / 40_000);
      if (boxes.length > 1) for (const share of shares) expect(share).toBeGreaterThan(0.49);
    }
  });

  it('says when the picture itself is smaller than a tile', () => {
    const picture = slide(150, 500);
    expect(layQueryTiles(box(0, 0, 150, 500), picture, scale)).toEqual({
      boxes: [0, 100, 200, 300].map((y) => box(-25, y, 200, 200)),
      padded: true,
    });
    expect(layQueryTiles(box(0, 0, 120, 120), slide(120, 120), scale)).toEqual({
      boxes: [box(-40, -40, 200, 200)],
      padded: true,
    });
  });

  it('refuses a picture smaller than half a tile with the numbers', () => {
    expect(() => layQueryTiles(box(0, 0, 99, 400), slide(99, 400), scale)).toThrow(
      expect.objectContaining({
        tag: 'too-small',
        message: 'The picture is 99 × 400 px, 49.5 × 200 µm; half a tile of this scale is 50 µm.',
      }),
    );
  });

  it('lays a whole slide under an outline of thousands of points', () => {
    const circle = Array.from({ length: 2000 }, (_, i) => ({
      x: 40_000 + 39_000 * Math.cos((2 * Math.PI * i) / 2000),
      y: 40_000 + 39_000 * Math.sin((2 * Math.PI * i) / 2000),
    }));
    const { boxes } = layQueryTiles(circle, slide(80_000, 80_000), scale);
    // π · 195² tiles of 200 px.
    expect(Math.abs(boxes.length - Math.PI * 195 ** 2)).toBeLessThan(1500);
  });
});
