import type { Box, Size } from './geometry.js';
import { boxContains, boxesOverlap } from './geometry.js';

/** Answer regions shown per slide, and per case (search.md 3). */
export const WINDOW_LIMIT = 3;

/** A tile with its best similarity over the query tiles. */
export type ScoredTile = Box & { readonly tileId: number; readonly similarity: number };

/** An answer region: level-0 px, integers, inside the slide. */
export type AnswerWindow = Box & {
  /** The window's best tile: what a mark names. */
  readonly tileId: number;
  /** Mean similarity of the tiles whose centres lie in the window. */
  readonly similarity: number;
};

/**
 * The windows of the query's physical size with the highest mean similarity on one slide (search.md 3), best
 * first, at most `limit`, not overlapping. A tile is in a window when its centre is. Candidates stand with a
 * corner on a tile or centred on one, moved inside the slide, cut to it where it is smaller. Only windows with
 * at least half as many tiles as the fullest one compete: else a single good tile at the edge of the tissue,
 * with glass around it, would beat every field of the query's size. Ties: more tiles, then the upper, then the
 * left window.
 */
export function findWindows(
  tiles: readonly ScoredTile[],
  windowSize: Size,
  slide: Size,
  limit: number = WINDOW_LIMIT,
): AnswerWindow[] {
  const windows = anchorWindows(tiles, windowSize, slide);
  const { sums, counts } = sumWindows(tiles, windows);
  const fullest = counts.reduce((most, count) => Math.max(most, count), 0);
  const chosen: AnswerWindow[] = [];
  const competes = (at: number) => {
    if (counts[at] === 0 || 2 * counts[at]! < fullest) return false;
    return !chosen.some((other) => boxesOverlap(other, boxAt(windows, at)));
  };
  // A few times the best of those left is less work than all of them in order.
  while (chosen.length < limit) {
    const best = bestWindow(windows, sums, counts, competes);
    if (best === undefined) break;
    const box = boxAt(windows, best);
    chosen.push({ ...box, tileId: bestTileIn(tiles, box), similarity: sums[best]! / counts[best]! });
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

/** Windows of one size, in columns: a case of some thousand tiles has twice as many of them. */
type Windows = Size & { readonly xs: Float64Array; readonly ys: Float64Array };

function anchorWindows(tiles: readonly ScoredTile[], windowSize: Size, slide: Size): Windows {
  const width = Math.max(1, Math.min(Math.round(windowSize.width), Math.floor(slide.width)));
  const height = Math.max(1, Math.min(Math.round(windowSize.height), Math.floor(slide.height)));
  const inside = (start: number, length: number, limit: number) =>
    Math.min(Math.max(Math.round(start), 0), Math.floor(limit) - length);
  // A place as one number: sides of slides are far below 2^26 px.
  const places = new Set<number>();
  const add = (left: number, top: number) =>
    places.add(inside(left, width, slide.width) * 2 ** 26 + inside(top, height, slide.height));
  for (const tile of tiles) {
    add(tile.x + (tile.width - width) / 2, tile.y + (tile.height - height) / 2);
    // A corner anchor of a window smaller than the tile would not hold the tile's centre.
    if (width >= tile.width && height >= tile.height) add(tile.x, tile.y);
  }
  const all = Float64Array.from(places);
  return {
    width,
    height,
    xs: all.map((place) => Math.floor(place / 2 ** 26)),
    ys: all.map((place) => place % 2 ** 26),
  };
}

function boxAt({ width, height, xs, ys }: Windows, at: number): Box {
  return { x: xs[at]!, y: ys[at]!, width, height };
}

/** The first by mean, then number of tiles, then the upper, then the left one. */
function bestWindow(
  { xs, ys }: Windows,
  sums: Float64Array,
  counts: Float64Array,
  competes: (at: number) => boolean,
): number | undefined {
  let best: number | undefined;
  for (let at = 0; at < xs.length; at++) {
    if (best !== undefined) {
      const order =
        sums[best]! / counts[best]! - sums[at]! / counts[at]! ||
        counts[best]! - counts[at]! ||
        ys[at]! - ys[best]! ||
        xs[at]! - xs[best]!;
      if (!(order < 0)) continue;
    }
    if (competes(at)) best = at;
  }
  return best;
}

/**
 * Sum and number of tiles with their centre in each window, in O(log n): a summed-area table over the distinct
 * centres. Tiles of a grid share theirs, so the table has about as many cells as there are tiles.
 */
function sumWindows(tiles: readonly ScoredTile[], windows: Windows) {
  const xs = distinct(tiles.map((tile) => tile.x + tile.width / 2));
  const ys = distinct(tiles.map((tile) => tile.y + tile.height / 2));
  const stride = xs.length + 1;
  const sumTable = new Float64Array(stride * (ys.length + 1));
  const countTable = new Float64Array(sumTable.length);
  for (const tile of tiles) {
    const column = lowerBound(xs, tile.x + tile.width / 2);
    const row = lowerBound(ys, tile.y + tile.height / 2);
    sumTable[(row + 1) * stride + column + 1]! += tile.similarity;
    countTable[(row + 1) * stride + column + 1]! += 1;
  }
  accumulate(sumTable, stride);
  accumulate(countTable, stride);
  const sums = new Float64Array(windows.xs.length);
  const counts = new Float64Array(windows.xs.length);
  for (let at = 0; at < sums.length; at++) {
    const [x, y] = [windows.xs[at]!, windows.ys[at]!];
    const [left, right] = [lowerBound(xs, x), lowerBound(xs, x + windows.width)];
    const [top, bottom] = [lowerBound(ys, y) * stride, lowerBound(ys, y + windows.height) * stride];
    sums[at] =
      sumTable[bottom + right]! - sumTable[top + right]! - sumTable[bottom + left]! + sumTable[top + left]!;
    counts[at] =
      countTable[bottom + right]! -
      countTable[top + right]! -
      countTable[bottom + left]! +
      countTable[top + left]!;
  }
  return { sums, counts };
}

/** Turns cell values into sums of all cells above and left, in place. */
function accumulate(table: Float64Array, stride: number): void {
  for (let at = stride; at < table.length; at++) {
    if (at % stride === 0) continue;
    table[at]! += table[at - 1]! + table[at - stride]! - table[at - stride - 1]!;
  }
}

function distinct(values: readonly number[]): Float64Array {
  return Float64Array.from(new Set(values)).sort();
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

/** Tile id of the most similar tile centred in the box; ties: the lower id. */
function bestTileIn(tiles: readonly ScoredTile[], box: Box): number {
  let best: ScoredTile | undefined;
  for (const tile of tiles) {
    const centre = { x: tile.x + tile.width / 2, y: tile.y + tile.height / 2 };
    if (!boxContains(box, centre)) continue;
    const better =
      best === undefined ||
      tile.similarity > best.similarity ||
      (tile.similarity === best.similarity && tile.tileId < best.tileId);
    if (better) best = tile;
  }
  return best!.tileId;
}
