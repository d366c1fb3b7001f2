import { TesseraError } from '../../domain/errors.js';
import type { Size } from '../../domain/geometry.js';
import type { SlideInfo } from '../../domain/slides.js';
import type { TileAnswer, TileRequest } from '../../domain/tile-tasks.js';
import { createCover, layTiles } from '../../domain/tiles.js';
import { findTissue } from '../../slides/tissue/mask.js';
import { readerFor } from './open-slides.js';

/** The mask is drawn at 2-8 µm/px: fine enough for a fragment of half a small tile, coarse enough for a whole slide. */
const FINEST_MASK_UM = 2;
const COARSEST_MASK_UM = 8;
const MASK_SIDE_PX = 512;

/** Finds the tissue and lays the grid over it, a list of tiles per scale. */
export async function surveySlide({ source, scales }: TileRequest<'survey'>): Promise<TileAnswer<'survey'>> {
  const reader = await readerFor(source);
  const { info } = reader;
  const mpp = scaleOf(info);
  const slide = { width: info.width, height: info.height, mpp };
  const size = maskSize(slide);
  const overview = await reader.region({ x: 0, y: 0, width: info.width, height: info.height }, size);
  const found = findTissue(overview);
  const mask = { ...found, downsample: info.width / size.width };
  const cover = createCover(mask, slide);
  const tissue = found.data.reduce((sum, value) => sum + value, 0);
  return {
    tissueFraction: tissue / found.data.length,
    tiles: scales.map((scale) => cover(layTiles(slide, scale))),
  };
}

function maskSize({ width, height, mpp }: Size & { mpp: number }): Size {
  const longUm = Math.max(width, height) * mpp;
  const wanted = Math.min(COARSEST_MASK_UM, Math.max(FINEST_MASK_UM, longUm / MASK_SIDE_PX));
  const factor = Math.min(1, mpp / wanted);
  return {
    width: Math.max(1, Math.round(width * factor)),
    height: Math.max(1, Math.round(height * factor)),
  };
}

/** µm/px of a slide that is about to be measured. */
export function scaleOf(info: SlideInfo): number {
  if (info.mpp !== undefined) return info.mpp;
  throw new TesseraError('missing-mpp', 'The file does not say how many µm one pixel is.', {
    hint: 'Give it with --mpp, e.g. --mpp 0.25 for a 40× scan, or in the mpp column of the case list.',
  });
}
