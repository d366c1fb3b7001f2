import { describe, expect, it } from 'vitest';
import { ownCells } from './own-cells.js';

const tile = (x: number, y: number) => ({ x, y, width: 200, height: 200 });

describe('what of a tile is its own', () => {
  it('is all of it where tiles stand side by side, and where it stands alone', () => {
    const tiles = [tile(0, 0), tile(200, 0), tile(0, 200), tile(600, 600)];
    expect(ownCells(tiles)).toEqual(tiles);
  });

  it('ends halfway where the last tile was moved inward; together they cover the region once', () => {
    const tiles = [0, 200, 260].flatMap((y) => [0, 200, 260].map((x) => tile(x, y)));
    const cells = ownCells(tiles);
    expect(cells[1]).toEqual({ x: 200, y: 0, width: 130, height: 200 });
    expect(cells[2]).toEqual({ x: 330, y: 0, width: 130, height: 200 });
    expect(cells[8]).toEqual({ x: 330, y: 330, width: 130, height: 130 });
    expect(cells.reduce((sum, { width, height }) => sum + width * height, 0)).toBe(460 * 460);
  });
});
