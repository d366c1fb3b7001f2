import type { Box, Size } from './geometry.js';

/** How a Deep Zoom pyramid is cut. */
export type DeepZoomLayout = {
  /** Side of a tile without its overlap, px. */
  readonly tileSize: number;
  /** Pixels a tile shares with each neighbour. */
  readonly overlap: number;
};

/**
 * 256 px without overlap: slides are stored in tiles of 240 to 512 px, mostly powers of two, so a picture of
 * the viewer is then cut from one stored tile; 254 + 1 on each side would decode up to four for it.
 */
export const DEEP_ZOOM_LAYOUT: DeepZoomLayout = { tileSize: 256, overlap: 0 };

export type DeepZoomTile = {
  /** Level-0 px of the slide, inside it. */
  readonly box: Box;
  /** Of the encoded picture, px. */
  readonly size: Size;
};

/** Number of levels: the last is the full slide, each one before is half as large, down to 1 × 1 px. */
export function countLevels(slide: Size): number {
  let levels = 1;
  for (let side = Math.max(slide.width, slide.height); side > 1; side = Math.ceil(side / 2)) levels++;
  return levels;
}

/** Size of a level in px; undefined for a level that is not there. */
export function levelSize(slide: Size, level: number): Size | undefined {
  const downsample = levelDownsample(slide, level);
  if (downsample === undefined) return undefined;
  return { width: Math.ceil(slide.width / downsample), height: Math.ceil(slide.height / downsample) };
}

/** Columns and rows of tiles in a level; undefined for a level that is not there. */
export function levelGrid(
  slide: Size,
  level: number,
  layout: DeepZoomLayout = DEEP_ZOOM_LAYOUT,
): { readonly columns: number; readonly rows: number } | undefined {
  const size = levelSize(slide, level);
  if (size === undefined) return undefined;
  return { columns: Math.ceil(size.width / layout.tileSize), rows: Math.ceil(size.height / layout.tileSize) };
}

/**
 * What to read and how large to draw it for the tile `level/column_row`, its overlap included; undefined for a
 * tile that is not there. Level sizes are rounded up, so the last pixel of a level stands for what is left of
 * the slide.
 */
export function deepZoomTile(
  slide: Size,
  level: number,
  column: number,
  row: number,
  layout: DeepZoomLayout = DEEP_ZOOM_LAYOUT,
): DeepZoomTile | undefined {
  const size = levelSize(slide, level);
  const downsample = levelDownsample(slide, level);
  if (size === undefined || downsample === undefined) return undefined;
  const across = tileSpan(column, size.width, layout);
  const down = tileSpan(row, size.height, layout);
  if (across === undefined || down === undefined) return undefined;
  const x = across.start * downsample;
  const y = down.start * downsample;
  return {
    box: {
      x,
      y,
      width: Math.min(across.end * downsample, slide.width) - x,
      height: Math.min(down.end * downsample, slide.height) - y,
    },
    size: { width: across.end - across.start, height: down.end - down.start },
  };
}

/** The descriptor a viewer reads first (`slide.dzi`). */
export function deepZoomDescriptor(slide: Size, layout: DeepZoomLayout = DEEP_ZOOM_LAYOUT): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<Image xmlns="http://schemas.microsoft.com/deepzoom/2008" Format="jpeg" Overlap="${layout.overlap}" TileSize="${layout.tileSize}">`,
    `  <Size Width="${slide.width}" Height="${slide.height}"/>`,
    '</Image>',
    '',
  ].join('\n');
}

function levelDownsample(slide: Size, level: number): number | undefined {
  const levels = countLevels(slide);
  return Number.isInteger(level) && level >= 0 && level < levels ? 2 ** (levels - 1 - level) : undefined;
}

function tileSpan(index: number, length: number, { tileSize, overlap }: DeepZoomLayout) {
  if (!Number.isInteger(index) || index < 0 || index * tileSize >= length) return undefined;
  return {
    start: Math.max(0, index * tileSize - overlap),
    end: Math.min(length, (index + 1) * tileSize + overlap),
  };
}
