import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Level, SlideInfo } from '../../domain/slides.js';
import { firstBytes } from '../first-bytes.js';
import type { LevelSource, OpenOptions, SlideFormat } from '../port.js';
import { createSlideReader } from '../reader.js';
import { arrangeLevels, type LevelFiles } from './arrange-levels.js';
import { filesIn } from './folder.js';
import { createFrameCache } from './frame-cache.js';
import { type DicomLevel, openLevel } from './level.js';
import { isDicom } from './parse-header.js';
import { collectFromFile, collectFromFolder } from './series.js';

/**
 * DICOM whole-slide images: the folder of one series, or one file with its siblings.
 *
 * Reads TILED_FULL and TILED_SPARSE in JPEG, JPEG 2000, JPEG-LS and uncompressed little endian. Of several focal
 * planes in one file the middle one is read. Only headers and the frames asked for are ever in memory.
 */
export const dicomFormat: SlideFormat = {
  name: 'dicom',
  detect: isDicomPath,
  open: async (path, options) => createSlideReader(await openDicom(path, options)),
};

const EXTENSIONS = new Set(['.dcm', '.dicom']);
const PREAMBLE_BYTES = 132;
/** One row of 256-pixel frames over the widest slides: the next row of tiles finds its upper half decoded. */
const CACHE_BYTES = 96 * 2 ** 20;

/** Opens the levels of a slide; the port's LevelSource, before resampling. */
export async function openDicom(path: string, options: OpenOptions): Promise<LevelSource> {
  const folder = (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
  const collect = folder ? collectFromFolder : collectFromFile;
  const instances = await collect(path, options.maxPicturePixels);
  const files = arrangeLevels(instances, folder ? undefined : instances[0]);
  const cache = createFrameCache(CACHE_BYTES);
  const levels: DicomLevel[] = [];
  const close = async () => {
    cache.clear();
    await Promise.all(levels.map((level) => level.close()));
  };
  try {
    for (const level of files) levels.push(await openLevel(String(levels.length), level, cache));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    info: describe(files, options.mpp),
    files: files.flatMap((level) => level.map((instance) => instance.path)).sort(),
    readLevel: (level, box, signal) => levels[level]!.read(box, signal),
    close,
  };
}

function describe(files: readonly LevelFiles[], userMpp: number | undefined): SlideInfo {
  const finest = files[0]![0];
  const { width, height } = finest.matrix;
  const levels = files.map(([{ matrix }]): Level => {
    return { ...matrix, downsample: (width / matrix.width + height / matrix.height) / 2 };
  });
  const mpp = userMpp ?? finest.mpp;
  const fromFile = finest.mpp === undefined ? undefined : 'dicom';
  return {
    format: 'dicom',
    width,
    height,
    levels,
    mpp,
    mppSource: userMpp === undefined ? fromFile : 'user',
    scanner: finest.scanner,
  };
}

/** By name or by the letters DICM; a folder by the first DICOM file in it. */
async function isDicomPath(path: string): Promise<boolean> {
  if (EXTENSIONS.has(extname(path).toLowerCase())) return true;
  const files = await filesIn(path).catch(() => undefined);
  if (!files) return hasDicomPreamble(path);
  for (const file of files) {
    if (await hasDicomPreamble(file)) return true;
  }
  return false;
}

async function hasDicomPreamble(path: string): Promise<boolean> {
  return isDicom(Buffer.from(await firstBytes(path, PREAMBLE_BYTES)));
}
