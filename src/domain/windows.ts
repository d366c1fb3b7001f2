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
  const sums = sumByCentre(tiles);
  const windows = anchorWindows(tiles, windowSize, slide).map((box) => ({ box, ...sums(box) }));
  const fullest = windows.reduce((most, { count }) => Math.max(most, count), 0);
  const ranked = windows
    .filter(({ count }) => count > 0 && 2 * count >= fullest)
    .sort(
      (a, b) =>
        b.sum / b.count - a.sum / a.count || b.count - a.count || a.box.y - b.box.y || a.box.x - b.box.x,
    );
  const chosen: AnswerWindow[] = [];
  for (const { box, sum, count } of ranked) {
    if (chosen.length === limit) break;
    if (chosen.some((other) => boxesOverlap(other, box))) continue;
    chosen.push({ ...box, tileId: bestTileIn(tiles, box), similarity: sum / count });
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

function anchorWindows(tiles: readonly ScoredTile[], windowSize: Size, slide: Size): Box[] {
  const width = Math.max(1, Math.min(Math.round(windowSize.width), Math.floor(slide.width)));
  const height = Math.max(1, Math.min(Math.round(windowSize.height), Math.floor(slide.height)));
  const inside = (start: number, length: number, limit: number) =>
    Math.min(Math.max(Math.round(start), 0), Math.floor(limit) - length);
  const windows = new Map<string, Box>();
  const add = (left: number, top: number) => {
    const x = inside(left, width, slide.width);
    const y = inside(top, height, slide.height);
    windows.set(`${x},${y}`, { x, y, width, height });
  };
  for (const tile of tiles) {
    add(tile.x + (tile.width - width) / 2, tile.y + (tile.height - height) / 2);
    // A corner anchor of a window smaller than the tile would not hold the tile's centre.
    if (width >= tile.width && height >= tile.height) add(tile.x, tile.y);
  }
  return [...windows.values()];
}

type WindowSum = { readonly sum: number; readonly count: number };

/**
 * Sum and number of tiles with their centre in a box, in O(log n): a summed-area table over the distinct
 * centres. Tiles of a grid share theirs, so the table has about as many cells as there are tiles.
 */
function sumByCentre(tiles: readonly ScoredTile[]): (box: Box) => WindowSum {
  const xs = distinct(tiles.map((tile) => tile.x + tile.width / 2));
  const ys = distinct(tiles.map((tile) => tile.y + tile.height / 2));
  const stride = xs.length + 1;
  const sums = new Float64Array(stride * (ys.length + 1));
  const counts = new Float64Array(sums.length);
  for (const tile of tiles) {
    const column = lowerBound(xs, tile.x + tile.width / 2);
    const row = lowerBound(ys, tile.y + tile.height / 2);
    sums[(row + 1) * stride + column + 1]! += tile.similarity;
    counts[(row + 1) * stride + column + 1]! += 1;
  }
  accumulate(sums, stride);
  accumulate(counts, stride);
  return (box) => {
    const [left, right] = [lowerBound(xs, box.x), lowerBound(xs, box.x + box.width)];
    const [top, bottom] = [lowerBound(ys, box.y) * stride, lowerBound(ys, box.y + box.height) * stride];
    const within = (table: Float64Array) =>
      table[bottom + right]! - table[top + right]! - table[bottom + left]! + table[top + left]!;
    return { sum: within(sums), count: within(counts) };
  };
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
