import { TesseraError } from '../../domain/errors.js';
import type { Size } from '../../domain/geometry.js';
import type { TiffDirectory } from './directory.js';

const SUBFILE_REDUCED = 1;
/** Bits that never belong to a level: 4 transparency mask, 8 macro photograph (Aperio). */
const SUBFILE_OTHER = 4 | 8;
/** How far a level may be off the exact fraction of the slide: rounding, and downsamples like 2.0005. */
const SIZE_TOLERANCE_PX = 1;
const SIZE_TOLERANCE_SHARE = 0.002;

/**
 * The slide's levels among the images of a TIFF file, finest first. An image is never taken for its position:
 * it must not be called label, macro or thumbnail, must be laid out like the main image, and must be a
 * whole fraction of it on both sides.
 * Errors: `not-a-slide` where labels and the like are all there is.
 */
export function chooseLevels(directories: readonly TiffDirectory[]): TiffDirectory[] {
  const candidates = directories.filter((directory) => !isBesidesSlide(directory));
  const main = mainImage(candidates);
  if (!main) {
    throw new TesseraError('not-a-slide', 'The file holds only a label, a macro photograph or a thumbnail.');
  }
  const levels = [main];
  const smaller = candidates
    .filter((directory) => directory.width < main.width || directory.height < main.height)
    .sort((a, b) => b.width * b.height - a.width * a.height);
  for (const directory of smaller) {
    const finer = levels.at(-1)!;
    const smallerThanFiner = directory.width < finer.width || directory.height < finer.height;
    if (smallerThanFiner && isLevelOf(directory, main)) levels.push(directory);
  }
  return levels;
}

/** How many times coarser a level is than the slide: 2, 4, … with the file's own rounding, e.g. 2.0005. */
export function downsampleOf(slide: Size, level: Size): number {
  return (slide.width / level.width + slide.height / level.height) / 2;
}

/** The largest image of the main chain; the first of several planes of that size. Tiles win over strips. */
function mainImage(candidates: readonly TiffDirectory[]): TiffDirectory | undefined {
  const pages = candidates.filter((directory) => directory.subifd === undefined);
  const tiled = pages.filter((directory) => directory.tile !== undefined);
  return largest(tiled.length > 0 ? tiled : pages);
}

function largest(directories: readonly TiffDirectory[]): TiffDirectory | undefined {
  let best: TiffDirectory | undefined;
  for (const directory of directories) {
    if (!best || directory.width * directory.height > best.width * best.height) best = directory;
  }
  return best;
}

function isBesidesSlide(directory: TiffDirectory): boolean {
  if ((directory.subfileType & SUBFILE_OTHER) !== 0) return true;
  // An OME description is XML about the whole file, where such a word says nothing of this image.
  if (directory.description.includes('<OME')) return false;
  // Aperio: a line starts with "label 387x463"; other programs give the one word or "Thumbnail image".
  return /^\s*(label|macro|thumbnail|overview)\b/im.test(directory.description);
}

function isLevelOf(directory: TiffDirectory, main: TiffDirectory): boolean {
  const alike =
    (directory.subifd === undefined || directory.page === main.page) &&
    (directory.tile === undefined) === (main.tile === undefined) &&
    directory.samplesPerPixel === main.samplesPerPixel &&
    directory.bitsPerSample[0] === main.bitsPerSample[0];
  if (!alike) return false;
  const ratio = downsampleOf(main, directory);
  if (isFraction(main, directory, 2 ** Math.round(Math.log2(ratio)))) return true;
  // Pyramids by 3 or 5 exist, but then the file must say that this image is a smaller copy.
  const declared = directory.subifd !== undefined || (directory.subfileType & SUBFILE_REDUCED) !== 0;
  return declared && directory.tile !== undefined && isFraction(main, directory, Math.round(ratio));
}

function isFraction(main: Size, level: Size, scale: number): boolean {
  return fits(main.width, level.width, scale) && fits(main.height, level.height, scale);
}

function fits(whole: number, part: number, scale: number): boolean {
  const exact = whole / scale;
  return scale >= 2 && Math.abs(exact - part) <= SIZE_TOLERANCE_PX + SIZE_TOLERANCE_SHARE * exact;
}
