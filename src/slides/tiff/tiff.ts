import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Box } from '../../domain/geometry.js';
import type { SlideInfo } from '../../domain/slides.js';
import { firstBytes, startsWith } from '../first-bytes.js';
import type { LevelSource, OpenOptions, SlideFormat } from '../port.js';
import { createSlideReader } from '../reader.js';
import { admitLevel, admitMain } from './admit.js';
import { aperioScanner, isAperio } from './aperio.js';
import { chooseLevels, downsampleOf } from './choose-levels.js';
import type { TiffDirectory } from './directory.js';
import { isOme, omeScanner } from './ome.js';
import { openLevels } from './open-levels.js';
import { readDirectories } from './read-directories.js';
import { findScale } from './scale.js';

/** Classic and BigTIFF, little and big endian. */
const MAGICS = [
  [0x49, 0x49, 42, 0],
  [0x4d, 0x4d, 0, 42],
  [0x49, 0x49, 43, 0],
  [0x4d, 0x4d, 0, 43],
];
/** TIFF on the outside, while the slide's pixels lie in a second file. */
const COVERS = ['.vsi'];
/** Side of the box that is decoded at opening, so that broken pixels are found before a job starts. */
const PROBE_SIDE_PX = 64;

/** TIFF, BigTIFF, OME-TIFF and Aperio SVS: tags through geotiff, pixels through sharp. */
export const tiffFormat: SlideFormat = {
  name: 'tiff',
  async detect(path) {
    if (COVERS.includes(extname(path).toLowerCase())) return false;
    const start = await firstBytes(path, 4);
    return MAGICS.some((magic) => startsWith(start, magic));
  },
  async open(path, options) {
    const directories = await readDirectories(path);
    const levels = chooseLevels(directories);
    const main = levels[0]!;
    admitMain(main);
    const limits = { fileBytes: (await stat(path)).size, maxPicturePixels: options.maxPicturePixels };
    for (const level of levels) admitLevel(level, limits);
    const source = await openLevels(path, levels, describe(main, levels, options));
    await probe(source, main);
    return createSlideReader(source);
  },
};

function describe(main: TiffDirectory, levels: readonly TiffDirectory[], options: OpenOptions): SlideInfo {
  return {
    format: formatOf(main.description),
    width: main.width,
    height: main.height,
    levels: levels.map((level) => ({
      width: level.width,
      height: level.height,
      downsample: downsampleOf(main, level),
    })),
    ...findScale(main, options.mpp),
    scanner: scannerOf(main),
  };
}

function formatOf(description: string): string {
  if (isAperio(description)) return 'aperio-svs';
  return isOme(description) ? 'ome-tiff' : 'generic-tiff';
}

function scannerOf(main: TiffDirectory): string | undefined {
  const stated = [main.make, main.model].map((word) => word.trim()).filter((word) => word !== '');
  return aperioScanner(main.description) ?? omeScanner(main.description) ?? (stated.join(' ') || undefined);
}

/** Decodes the middle of the slide, where the tissue is. Errors: `damaged`, `too-large`. */
async function probe(source: LevelSource, main: TiffDirectory): Promise<void> {
  try {
    await source.readLevel(0, middle(main));
  } catch (error) {
    await source.close();
    throw error;
  }
}

function middle({ width, height }: TiffDirectory): Box {
  const size = { width: Math.min(PROBE_SIDE_PX, width), height: Math.min(PROBE_SIDE_PX, height) };
  return { x: Math.floor((width - size.width) / 2), y: Math.floor((height - size.height) / 2), ...size };
}
