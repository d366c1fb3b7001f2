import type { Box, Size } from './geometry.js';

/**
 * A square of the given side that shows what a slide is about: around the tile that lies nearest to the middle of all
 * tissue, so that it never falls between two fragments. Moved onto the slide; as large as the slide where that is smaller.
 */
export function tissueWindow(tiles: readonly Box[], slide: Size, sidePx: number): Box {
  const width = Math.min(sidePx, slide.width);
  const height = Math.min(sidePx, slide.height);
  const centres = tiles.map((tile) => ({ x: tile.x + tile.width / 2, y: tile.y + tile.height / 2 }));
  const middle = {
    x: median(centres.map(({ x }) => x)) ?? slide.width / 2,
    y: median(centres.map(({ y }) => y)) ?? slide.height / 2,
  };
  const distance = (at: { x: number; y: number }) => Math.hypot(at.x - middle.x, at.y - middle.y);
  const { x, y } = centres.reduce(
    (best, at) => (distance(at) < distance(best) ? at : best),
    centres[0] ?? middle,
  );
  return {
    x: onto(x - width / 2, slide.width - width),
    y: onto(y - height / 2, slide.height - height),
    width,
    height,
  };
}

function onto(start: number, most: number): number {
  return Math.round(Math.min(most, Math.max(0, start)));
}

function median(values: readonly number[]): number | undefined {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
