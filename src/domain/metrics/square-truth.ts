import { type Box, clipBox } from '../geometry.js';

/** A square of a slide that somebody has named; level-0 px. */
export type TruthSquare = Box & { readonly label: string };

/** A tile with less of its area under squares is not judged. */
const LEAST_COVER = 0.5;
/** Squares are looked up by cells of this many times their own side. */
const CELL_SIDES = 4;

/**
 * What the truth says of tiles of one slide: the label of the square that has the largest area under the tile (the
 * first such square in a tie); undefined where squares cover less than half of it. Squares do not overlap.
 */
export function createTileJudge(squares: readonly TruthSquare[]): (tile: Box) => string | undefined {
  const cellPx = CELL_SIDES * Math.max(1, ...squares.map(({ width, height }) => Math.max(width, height)));
  const cells = new Map<string, TruthSquare[]>();
  for (const square of squares) {
    for (const cell of cellsUnder(square, cellPx)) cells.set(cell, [...(cells.get(cell) ?? []), square]);
  }
  return (tile) => {
    const near = new Set(cellsUnder(tile, cellPx).flatMap((cell) => cells.get(cell) ?? []));
    let [covered, largest, label] = [0, 0, undefined as string | undefined];
    for (const square of near) {
      const common = clipBox(square, tile);
      const area = common ? common.width * common.height : 0;
      covered += area;
      if (area > largest) [largest, label] = [area, square.label];
    }
    return covered >= LEAST_COVER * tile.width * tile.height ? label : undefined;
  };
}

function cellsUnder({ x, y, width, height }: Box, cellPx: number): string[] {
  const cells: string[] = [];
  for (let row = Math.floor(y / cellPx); row * cellPx < y + height; row++) {
    for (let column = Math.floor(x / cellPx); column * cellPx < x + width; column++)
      cells.push(`${column},${row}`);
  }
  return cells;
}
