import { describe, expect, it } from 'vitest';
import { tissueWindow } from './tissue-window.js';

const slide = { width: 10_000, height: 4_000 };
const tile = (x: number, y: number) => ({ x, y, width: 200, height: 200 });

describe('the window on a slide’s tissue', () => {
  it('lies around the middle of the tissue, at the side asked for', () => {
    const tiles = [tile(4000, 1000), tile(4200, 1000), tile(4400, 1000)];
    expect(tissueWindow(tiles, slide, 1000)).toEqual({ x: 3800, y: 600, width: 1000, height: 1000 });
  });

  it('falls onto a fragment, never between two', () => {
    const tiles = [tile(0, 2000), tile(200, 2000), tile(9000, 2000), tile(9200, 2000)];
    const { x, width } = tissueWindow(tiles, slide, 600);
    expect(tiles.some((one) => one.x + 100 >= x && one.x + 100 <= x + width)).toBe(true);
  });

  it('stays on the slide, and is the slide where that is smaller', () => {
    expect(tissueWindow([tile(0, 0)], slide, 1000)).toEqual({ x: 0, y: 0, width: 1000, height: 1000 });
    expect(tissueWindow([tile(9800, 3800)], slide, 1000)).toMatchObject({ x: 9000, y: 3000 });
    expect(tissueWindow([], { width: 300, height: 200 }, 1000)).toEqual({
      x: 0,
      y: 0,
      width: 300,
      height: 200,
    });
  });

  it('without tiles is the middle of the slide', () => {
    expect(tissueWindow([], slide, 1000)).toEqual({ x: 4500, y: 1500, width: 1000, height: 1000 });
  });
});
