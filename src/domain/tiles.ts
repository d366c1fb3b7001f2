import { TesseraError } from './errors.js';
import type { Box, Region, Size } from './geometry.js';
import { clipBox, clipPolygon, isPolygon, polygonArea, regionBounds } from './geometry.js';
import type { ModelScale } from './models.js';

export { createCover, type TissueMask } from './tissue-cover.js';

/** A slide as far as laying tiles is concerned: size in level-0 px, µm per level-0 px. */
export type ScaledSize = Size & { readonly mpp: number };

export type QueryTiles = {
  /** Level-0 px, integers, row by row. Inside the slide unless `padded`. */
  readonly boxes: readonly Box[];
  /** True when the slide itself is smaller than a tile, so that boxes reach beyond it and are mirrored. */
  readonly padded: boolean;
};

/**
 * The tile grid a slide is archived with (issue 8, section 2): anchored at the slide's origin, so that the same
 * slide always has the same tiles; the last row and column are moved inward to the edge. Starts are rounded
 * from exact multiples of the side, so a fractional side does not drift. A slide smaller than a tile but at
 * least half of one gets boxes centred over it that reach beyond; below that the list is empty.
 */
export function layTiles(slide: ScaledSize, scale: ModelScale): Box[] {
  if (isTooSmall(slide, scale)) return [];
  const side = tileSidePx(slide, scale);
  const columns = layStarts(slide.width, side, side);
  const rows = layStarts(slide.height, side, side);
  return boxesAt(columns, rows, Math.round(side));
}

/**
 * Query tiles over a region (search.md 1): origin at the region's corner, last row and column moved inward,
 * half-tile stride where the region is under 3 tiles; kept when at least half of the tile lies in the region.
 * Always at least one: when none is kept, a tile centred on the region, shifted into the slide; of a crescent,
 * whose centre may be empty, the laid tile that holds most.
 * The region is expected to have passed `checkRegion`.
 * Errors: `too-small` when the slide is smaller than half a tile.
 */
export function layQueryTiles(region: Region, slide: ScaledSize, scale: ModelScale): QueryTiles {
  if (isTooSmall(slide, scale)) throw tooSmall(slide, scale);
  const side = tileSidePx(slide, scale);
  const bounds = regionBounds(region);
  const columns = queryStarts(bounds.x, bounds.width, slide.width, side);
  const rows = queryStarts(bounds.y, bounds.height, slide.height, side);
  const sidePx = Math.round(side);
  const padded = slide.width < sidePx || slide.height < sidePx;
  const kept: Box[] = [];
  let best: { box: Box; area: number } | undefined;
  for (const y of rows) {
    const inRow = rowPart(region, y, sidePx);
    for (const x of columns) {
      const box = { x, y, width: sidePx, height: sidePx };
      const area = coveredArea(inRow, box);
      if (2 * area >= sidePx * sidePx) kept.push(box);
      if (best === undefined || area > best.area) best = { box, area };
    }
  }
  if (kept.length > 0) return { boxes: kept, padded };
  const centred = centredTile(region, slide, sidePx);
  return { boxes: [coveredArea(region, centred) >= best!.area ? centred : best!.box], padded };
}

/** Side of a tile in level-0 px; fractional where the scales do not divide. */
export function tileSidePx(slide: { readonly mpp: number }, scale: ModelScale): number {
  return (scale.mpp * scale.tilePx) / slide.mpp;
}

/** The error of a slide or picture that is smaller than half a tile in some direction. */
export function tooSmall(slide: ScaledSize, scale: ModelScale): TesseraError {
  const sideUm = scale.mpp * scale.tilePx;
  const um = (px: number) => Number((px * slide.mpp).toPrecision(4));
  return new TesseraError(
    'too-small',
    `The picture is ${slide.width} × ${slide.height} px, ${um(slide.width)} × ${um(slide.height)} µm; half a tile of this scale is ${um(sideUm / 2 / slide.mpp)} µm.`,
    {
      hint: 'Use a larger field, or check the µm/px.',
      details: { width: slide.width, height: slide.height, mpp: slide.mpp, scaleMpp: scale.mpp, sideUm },
    },
  );
}

/** True when a slide has no room for half a tile in some direction: nothing of it can be embedded. */
export function isTooSmall(slide: ScaledSize, scale: ModelScale): boolean {
  return Math.min(slide.width, slide.height) < tileSidePx(slide, scale) / 2;
}

/**
 * Starts along one direction of `length` px: 0, stride, 2·stride … as far as they fit, then one at the far
 * edge. A rest of up to 1 px is rounding and gets no tile of its own. Too short for one: centred, may be < 0.
 */
function layStarts(length: number, side: number, stride: number): number[] {
  const last = Math.round(length) - Math.round(side);
  if (last < 0) return [Math.round(last / 2)];
  const starts = [0];
  for (let i = 1; starts[starts.length - 1]! < last - 1; i++) {
    starts.push(Math.min(Math.round(i * stride), last));
  }
  return starts;
}

function queryStarts(origin: number, length: number, slideLength: number, side: number): number[] {
  const stride = length < 3 * side ? side / 2 : side;
  const starts = layStarts(length, side, stride).map((start) => Math.round(origin) + start);
  return starts.map((start) => shiftInside(start, Math.round(side), slideLength));
}

/** Moves a start so that the tile lies on the slide; a slide shorter than the tile gets it centred. */
function shiftInside(start: number, sidePx: number, slideLength: number): number {
  const last = Math.floor(slideLength) - sidePx;
  return last < 0 ? Math.round(last / 2) : Math.min(Math.max(start, 0), last);
}

function boxesAt(columns: readonly number[], rows: readonly number[], sidePx: number): Box[] {
  return rows.flatMap((y) => columns.map((x) => ({ x, y, width: sidePx, height: sidePx })));
}

/** The part of a region in one row of tiles: clipped once per row, so that each tile sees few corners. */
function rowPart(region: Region, y: number, sidePx: number): Region {
  if (!isPolygon(region)) return region;
  const { x, width } = regionBounds(region);
  return clipPolygon(region, { x, y, width, height: sidePx });
}

export function coveredArea(part: Region, box: Box): number {
  if (isPolygon(part)) return part.length === 0 ? 0 : polygonArea(clipPolygon(part, box));
  const common = clipBox(part, box);
  return common === undefined ? 0 : common.width * common.height;
}

/** A tile centred on the region's bounds, moved onto the slide. */
function centredTile(region: Region, slide: Size, sidePx: number): Box {
  const bounds = regionBounds(region);
  return {
    x: shiftInside(Math.round(bounds.x + (bounds.width - sidePx) / 2), sidePx, slide.width),
    y: shiftInside(Math.round(bounds.y + (bounds.height - sidePx) / 2), sidePx, slide.height),
    width: sidePx,
    height: sidePx,
  };
}
