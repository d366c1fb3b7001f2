import { describe, expect, it } from 'vitest';
import { createTileJudge } from './square-truth.js';

const square = (x: number, y: number, label: string, width = 50, height = 50) => ({
  x,
  y,
  width,
  height,
  label,
});
const tile = (x: number, y: number, side = 64) => ({ x, y, width: side, height: side });

describe('createTileJudge', () => {
  const judge = createTileJudge([
    square(0, 0, 'idc'),
    square(50, 0, 'non-idc'),
    square(0, 50, 'non-idc'),
    square(400, 400, 'idc'),
  ]);

  it('takes the square with the largest area under the tile, not the label with most area', () => {
    // Under (0,0,64,64): idc 2500; non-idc twice 14 × 50.
    expect(judge(tile(0, 0))).toBe('idc');
    // Under (30,0,64,64): idc 20 × 50, non-idc 44 × 50 and 20 × 14.
    expect(judge(tile(30, 0))).toBe('non-idc');
    // Under (26,30,48,48): idc 24 × 20 = 480, right 24 × 20 = 480, below 24 × 28 = 672.
    expect(judge(tile(26, 30, 48))).toBe('non-idc');
  });

  it('leaves a tile out that squares cover by less than half', () => {
    // 50 × 50 of 64 × 64 is 61 %; of 71 × 71 49.6 %; of 70 × 70 51 %.
    expect(judge(tile(395, 395))).toBe('idc');
    expect(judge(tile(395, 395, 70))).toBe('idc');
    expect(judge(tile(395, 395, 71))).toBeUndefined();
    expect(judge(tile(1000, 1000))).toBeUndefined();
  });

  it('counts what several squares cover together', () => {
    // Two squares of 50 × 50 side by side under a tile of 100 × 100: half, and neither alone would do.
    const pair = createTileJudge([square(0, 0, 'a'), square(50, 0, 'b', 51)]);
    expect(pair(tile(0, 0, 100))).toBe('a');
    expect(createTileJudge([square(0, 0, 'a')])(tile(0, 0, 100))).toBeUndefined();
  });

  it('finds squares far apart and beyond the edge of the slide', () => {
    expect(judge({ x: -10, y: -10, width: 64, height: 64 })).toBe('idc');
    expect(createTileJudge([])(tile(0, 0))).toBeUndefined();
  });
});
