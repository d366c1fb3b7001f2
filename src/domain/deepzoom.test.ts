import { describe, expect, it } from 'vitest';
import { countLevels, deepZoomDescriptor, deepZoomTile, levelGrid, levelSize } from './deepzoom.js';
import { createRng } from './rng.js';

const slide = { width: 1000, height: 600 };

describe('levels', () => {
  it.each([
    [1, 1, 1],
    [2, 1, 2],
    [3, 1, 3],
    [1024, 10, 11],
    [1025, 10, 12],
    [46_000, 32_914, 17],
  ])('%d × %d px has %d levels', (width, height, levels) => {
    expect(countLevels({ width, height })).toBe(levels);
  });

  it('halve and round up, down to one pixel', () => {
    expect([10, 9, 8, 1, 0].map((level) => levelSize(slide, level))).toEqual([
      { width: 1000, height: 600 },
      { width: 500, height: 300 },
      { width: 250, height: 150 },
      { width: 2, height: 2 },
      { width: 1, height: 1 },
    ]);
    expect(levelSize(slide, 11)).toBeUndefined();
    expect(levelSize(slide, -1)).toBeUndefined();
    expect(levelSize(slide, 1.5)).toBeUndefined();
  });

  it('count their tiles', () => {
    expect(levelGrid(slide, 10)).toEqual({ columns: 4, rows: 3 });
    expect(levelGrid(slide, 8)).toEqual({ columns: 1, rows: 1 });
    expect(levelGrid(slide, 99)).toBeUndefined();
  });
});

describe('deepZoomTile', () => {
  it('cuts the full level', () => {
    expect(deepZoomTile(slide, 10, 1, 1)).toEqual({
      box: { x: 256, y: 256, width: 256, height: 256 },
      size: { width: 256, height: 256 },
    });
    expect(deepZoomTile(slide, 10, 3, 2)).toEqual({
      box: { x: 768, y: 512, width: 232, height: 88 },
      size: { width: 232, height: 88 },
    });
  });

  it('scales a coarser level and never leaves the slide', () => {
    expect(deepZoomTile(slide, 9, 1, 1)).toEqual({
      box: { x: 512, y: 512, width: 488, height: 88 },
      size: { width: 244, height: 44 },
    });
    // Level 1 is 2 × 2 px of 512: the lower row has only 88 px of the slide.
    expect(deepZoomTile(slide, 1, 0, 0)).toEqual({
      box: { x: 0, y: 0, width: 1000, height: 600 },
      size: { width: 2, height: 2 },
    });
  });

  it('adds overlap on the inner sides only', () => {
    const layout = { tileSize: 254, overlap: 1 };
    expect(deepZoomTile(slide, 10, 0, 1, layout)).toEqual({
      box: { x: 0, y: 253, width: 255, height: 256 },
      size: { width: 255, height: 256 },
    });
    expect(deepZoomTile(slide, 9, 1, 1, layout)).toEqual({
      box: { x: 506, y: 506, width: 494, height: 94 },
      size: { width: 247, height: 47 },
    });
  });

  it.each([
    [10, 4, 0],
    [10, 0, 3],
    [10, -1, 0],
    [11, 0, 0],
    [10, 0.5, 0],
    [Number.NaN, 0, 0],
  ])('has no tile %d/%d_%d', (level, column, row) => {
    expect(deepZoomTile(slide, level, column, row)).toBeUndefined();
  });

  it('covers every level exactly once', () => {
    const rng = createRng(3);
    for (let round = 0; round < 30; round++) {
      const size = { width: 1 + Math.floor(rng() * 3000), height: 1 + Math.floor(rng() * 3000) };
      for (let level = 0; level < countLevels(size); level++) {
        const { columns, rows } = levelGrid(size, level)!;
        let area = 0;
        let pixels = 0;
        for (let column = 0; column < columns; column++) {
          for (let row = 0; row < rows; row++) {
            const tile = deepZoomTile(size, level, column, row)!;
            expect(tile.box.width).toBeGreaterThan(0);
            area += tile.box.width * tile.box.height;
            pixels += tile.size.width * tile.size.height;
          }
        }
        const own = levelSize(size, level)!;
        expect(area).toBe(size.width * size.height);
        expect(pixels).toBe(own.width * own.height);
        expect(deepZoomTile(size, level, columns, 0)).toBeUndefined();
      }
    }
  });
});

describe('deepZoomDescriptor', () => {
  it('describes the pyramid', () => {
    expect(deepZoomDescriptor(slide)).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n' +
        '<Image xmlns="http://schemas.microsoft.com/deepzoom/2008" Format="jpeg" Overlap="0" TileSize="256">\n' +
        '  <Size Width="1000" Height="600"/>\n' +
        '</Image>\n',
    );
  });
});
