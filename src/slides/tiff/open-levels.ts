import { TesseraError } from '../../domain/errors.js';
import type { Rgb, SlideInfo } from '../../domain/slides.js';
import { openForReading } from '../open-file.js';
import type { LevelSource, OpenOptions } from '../port.js';
import { cropRgb } from '../rgb-window.js';
import { nameOf, type TiffDirectory } from './directory.js';
import { decodeWhole } from './pixels.js';
import { createTileStore, type TiledImage } from './tile-store.js';

/** Decoded tiles kept per slide: at 256 px a row of tiles over a slide 85,000 pixels wide. */
const KEEP_TILE_BYTES = 64 * 2 ** 20;

/** Opens the pixels of a slide's levels: tiles one by one, levels without tiles as a whole. */
export async function openLevels(
  path: string,
  levels: readonly TiffDirectory[],
  info: SlideInfo,
  options: OpenOptions,
): Promise<LevelSource> {
  const file = await openForReading(path);
  const tiles = createTileStore(file, KEEP_TILE_BYTES);
  const whole = keepWhole(path, options.maxPicturePixels);
  return {
    info,
    files: [path],
    async readLevel(index, box) {
      const level = levels[index]!;
      return isTiled(level) ? tiles.read(level, box) : cropRgb(await whole.get(level), box);
    },
    async close() {
      tiles.clear();
      whole.clear();
      await file.close();
    },
  };
}

function isTiled(level: TiffDirectory): level is TiledImage {
  const onePlane = level.planes !== 2 || level.samplesPerPixel === 1;
  return onePlane && level.tile !== undefined && level.table !== undefined;
}

/** Strips, and planes apart, cannot be entered in the middle: such a level is decoded once and kept. */
function keepWhole(path: string, maxPixels: number) {
  const kept = new Map<TiffDirectory, Promise<Rgb>>();
  return {
    get(level: TiffDirectory): Promise<Rgb> {
      refuseTooLarge(level, maxPixels);
      const pixels = kept.get(level) ?? decodeWhole(path, level);
      kept.set(level, pixels);
      return pixels.then((rgb) => sameSize(rgb, level));
    },
    clear: () => kept.clear(),
  };
}

function refuseTooLarge(level: TiffDirectory, maxPixels: number): void {
  if (level.width * level.height <= maxPixels) return;
  throw new TesseraError(
    'too-large',
    `The TIFF file stores ${level.width} × ${level.height} pixels without tiles.`,
    {
      hint: 'Convert it to a tiled pyramidal TIFF (vips tiffsave --tile --pyramid).',
      details: { width: level.width, height: level.height, maxPixels },
    },
  );
}

function sameSize(pixels: Rgb, level: TiffDirectory): Rgb {
  if (pixels.width === level.width && pixels.height === level.height) return pixels;
  throw new TesseraError(
    'damaged',
    `The pixels of ${nameOf(level)} are not of the size that its tags state.`,
  );
}
