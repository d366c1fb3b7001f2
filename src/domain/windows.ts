import type { Box, Size } from './geometry.js';
import { boxesOverlap } from './geometry.js';
import type { Axis, TileGrid } from './tile-grid.js';

/** Answer regions shown per slide, and per case (search.md 3). */
export const WINDOW_LIMIT = 3;

/** An answer region: level-0 px, integers, inside the slide. */
export type AnswerWindow = Box & {
  /** The window's best tile: what a mark names. */
  readonly tileId: number;
  /** Mean similarity of the tiles whose centres lie in the window. */
  readonly similarity: number;
};

/**
 * The windows of the query's physical size with the highest mean similarity on one slide (search.md 3), best
 * first, at most `limit`, not overlapping. `similarities`: a number per tile of the grid. A tile is in a window
 * when its centre is. Candidates stand with a corner on a tile or centred on one, moved inside the slide, cut to
 * it where it is smaller. Only windows with at least half as many tiles as the fullest one compete: else a single
 * good tile at the edge of the tissue, with glass around it, would beat every field of the query's size. Ties:
 * more tiles, then the upper, then the left window.
 */
export function findWindows(
  grid: TileGrid,
  similarities: Float32Array,
  windowSize: Size,
  slide: Size,
  limit: number = WINDOW_LIMIT,
): AnswerWindow[] {
  const columns = layAlong(grid.columns, windowSize.width, slide.width);
  const rows = layAlong(grid.rows, windowSize.height, slide.height);
  const means = meanOfWindows(grid, similarities, columns, rows);
  const placeOf = (at: number, { of }: Axis) => 2 * of[at >> 1]! + (at % 2);
  const boxAt = (at: number): Box => ({
    x: columns.starts[placeOf(at, grid.columns)]!,
    y: rows.starts[placeOf(at, grid.rows)]!,
    width: columns.length,
    height: rows.length,
  });
  const chosen: AnswerWindow[] = [];
  // A few times the best of those left is less work than all of them in order.
  while (chosen.length < limit) {
    const best = bestWindow(means, boxAt, chosen);
    if (best === undefined) break;
    const [column, row] = [placeOf(best, grid.columns), placeOf(best, grid.rows)];
    const tileId = bestTileIn(grid, similarities, spanAt(columns, column), spanAt(rows, row));
    chosen.push({ ...boxAt(best), tileId, similarity: means.values[best]! });
  }
  return chosen;
}

/**
 * The best windows of a case over its slides: highest similarity first, at most `limit`. Ties: the order given.
 */
export function pickWindows<W extends { readonly similarity: number }>(
  windows: readonly W[],
  limit: number = WINDOW_LIMIT,
): W[] {
  return [...windows].sort((a, b) => b.similarity - a.similarity).slice(0, limit);
}

/** Where windows of one length stand along an axis: at 2p with a corner on place p of the axis, at 2p + 1 centred. */
type Laid = {
  readonly length: number;
  readonly starts: Float64Array;
  /** Places of the axis whose centres lie in the window: [from, to). */
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  /** Whether a window with its corner on the place holds the tile's centre. */
  readonly holdsCorner: (place: number) => boolean;
};

function layAlong({ starts, lengths, centres }: Axis, wanted: number, side: number): Laid {
  const length = Math.max(1, Math.min(Math.round(wanted), Math.floor(side)));
  const inside = (start: number) => Math.min(Math.max(Math.round(start), 0), Math.floor(side) - length);
  const windows = Float64Array.from({ length: 2 * starts.length }, (_, at) => {
    const place = at >> 1;
    return inside(starts[place]! + (at % 2 === 0 ? 0 : (lengths[place]! - length) / 2));
  });
  return {
    length,
    starts: windows,
    from: Uint32Array.from(windows, (start) => lowerBound(centres, start)),
    to: Uint32Array.from(windows, (start) => lowerBound(centres, start + length)),
    holdsCorner: (place) => length >= lengths[place]!,
  };
}

function spanAt({ from, to }: Laid, at: number): readonly [number, number] {
  return [from[at]!, to[at]!];
}

/** Two windows per tile: window 2t stands on tile t with its corner, 2t + 1 is centred on it. */
type Means = {
  /** −∞ where there is no such window, or one with less than half as many tiles as the fullest. */
  readonly values: Float64Array;
  /** Tiles in each window. */
  readonly counts: Float64Array;
};

/** Mean similarity of the tiles in each window, from a summed-area table over the cells of the grid. */
function meanOfWindows(grid: TileGrid, similarities: Float32Array, columns: Laid, rows: Laid): Means {
  const { stride, sumTable, countTable } = tablesOf(grid, similarities);
  const values = new Float64Array(2 * similarities.length);
  const counts = new Float64Array(values.length);
  let fullest = 0;
  for (let at = 0; at < values.length; at++) {
    const [column, row] = [grid.columns.of[at >> 1]!, grid.rows.of[at >> 1]!];
    if (at % 2 === 0 && !(columns.holdsCorner(column) && rows.holdsCorner(row))) continue;
    const [c, r] = [2 * column + (at % 2), 2 * row + (at % 2)];
    const [left, right] = [columns.from[c]!, columns.to[c]!];
    const [top, bottom] = [rows.from[r]! * stride, rows.to[r]! * stride];
    const count =
      countTable[bottom + right]! -
      countTable[top + right]! -
      countTable[bottom + left]! +
      countTable[top + left]!;
    const sum =
      sumTable[bottom + right]! - sumTable[top + right]! - sumTable[bottom + left]! + sumTable[top + left]!;
    values[at] = sum / count;
    counts[at] = count;
    if (count > fullest) fullest = count;
  }
  for (let at = 0; at < values.length; at++) {
    if (counts[at] === 0 || 2 * counts[at]! < fullest) values[at] = Number.NEGATIVE_INFINITY;
  }
  return { values, counts };
}

/** Tiles of a grid share columns and rows, so the tables have about as many cells as there are tiles. */
function tablesOf({ columns, rows }: TileGrid, similarities: Float32Array) {
  const stride = columns.starts.length + 1;
  const sumTable = new Float64Array(stride * (rows.starts.length + 1));
  const countTable = new Float64Array(sumTable.length);
  for (let tile = 0; tile < similarities.length; tile++) {
    const cell = (rows.of[tile]! + 1) * stride + columns.of[tile]! + 1;
    sumTable[cell]! += similarities[tile]!;
    countTable[cell]! += 1;
  }
  accumulate(sumTable, stride);
  accumulate(countTable, stride);
  return { stride, sumTable, countTable };
}

/** Turns cell values into sums of all cells above and left, in place. */
function accumulate(table: Float64Array, stride: number): void {
  for (let at = stride; at < table.length; at++) {
    if (at % stride === 0) continue;
    table[at]! += table[at - 1]! + table[at - stride]! - table[at - stride - 1]!;
  }
}

/** The first by mean, then number of tiles, then the upper, then the left one, that overlaps none of `taken`. */
function bestWindow(
  { values, counts }: Means,
  boxAt: (at: number) => Box,
  taken: readonly Box[],
): number | undefined {
  let best: number | undefined;
  let highest = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < values.length; at++) {
    if (values[at]! < highest || values[at] === Number.NEGATIVE_INFINITY) continue;
    const box = boxAt(at);
    if (best !== undefined && values[at] === highest) {
      const other = boxAt(best);
      const order = counts[best]! - counts[at]! || box.y - other.y || box.x - other.x;
      if (order >= 0) continue;
    }
    if (taken.some((window) => boxesOverlap(window, box))) continue;
    best = at;
    highest = values[at]!;
  }
  return best;
}

/** Tile id of the most similar tile in these columns and rows; ties: the lower id. */
function bestTileIn(
  { tileIds, columns, rows }: TileGrid,
  similarities: Float32Array,
  [left, right]: readonly [number, number],
  [top, bottom]: readonly [number, number],
): number {
  let best: number | undefined;
  for (let tile = 0; tile < tileIds.length; tile++) {
    const [column, row] = [columns.of[tile]!, rows.of[tile]!];
    if (column < left || column >= right || row < top || row >= bottom) continue;
    const order = best === undefined ? 1 : similarities[tile]! - similarities[best]!;
    if (order > 0 || (order === 0 && tileIds[tile]! < tileIds[best!]!)) best = tile;
  }
  return tileIds[best!]!;
}

/** Index of the first value that is not below `wanted`. */
function lowerBound(rising: Float64Array, wanted: number): number {
  let [low, high] = [0, rising.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rising[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
