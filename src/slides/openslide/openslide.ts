import { extname } from 'node:path';
import { TesseraError } from '../../domain/errors.js';
import type { SlideInfo } from '../../domain/slides.js';
import { openForReading } from '../open-file.js';
import type { LevelSource, OpenOptions, SlideFormat } from '../port.js';
import { createSlideReader } from '../reader.js';
import { findCompanions } from './companions.js';
import { LIBRARY_NAMES, loadOpenslide } from './library.js';
import { type OpenedSlide, openSlideHandle } from './slide-handle.js';
import { peekTiff } from './tiff-peek.js';

export { type OpenslideStatus, openslideStatus } from './library.js';

/**
 * Slides that only OpenSlide reads: Hamamatsu NDPI, VMS and VMU, 3DHISTECH MRXS, Leica SCN, Ventana BIF, and TIFF
 * or SVS files packed with JPEG 2000. Labels and macro pictures beside the tissue are never read.
 */
export const openslideFormat: SlideFormat = createOpenslideFormat(LIBRARY_NAMES);

/** The format with the library under other names. Recognises its files without the library, to say what is missing. */
export function createOpenslideFormat(libraryNames: readonly string[]): SlideFormat {
  return {
    name: 'openslide',
    detect: needsOpenslide,
    open: async (path, options) => createSlideReader(await openWithOpenslide(path, options, libraryNames)),
  };
}

/** Olympus .vsi is claimed only to be refused with its reason: its preview would open as a plain TIFF. */
const OLYMPUS = '.vsi';
const EXTENSIONS = new Set(['.ndpi', '.mrxs', '.scn', '.bif', '.vms', '.vmu', '.svslide', OLYMPUS]);
/** JPEG 2000 as Aperio writes it (YCbCr, RGB) and as others do. */
const JPEG_2000 = new Set([33003, 33004, 33005]);
const PROBE_PX = 8;
/** The only properties that leave the reader; barcodes, dates and names stay inside. */
const MPP = ['openslide.mpp-x', 'openslide.mpp-y'] as const;
const SCANNER = ['hamamatsu.Product', 'leica.device-model', 'ventana.ScannerModel'] as const;

async function needsOpenslide(path: string): Promise<boolean> {
  if (EXTENSIONS.has(extname(path).toLowerCase())) return true;
  const peek = await peekTiff(path);
  return peek?.compression !== undefined && JPEG_2000.has(peek.compression);
}

/** Opens the levels of a slide; the port's LevelSource, before resampling. */
export async function openWithOpenslide(
  path: string,
  options: OpenOptions,
  libraryNames: readonly string[] = LIBRARY_NAMES,
): Promise<LevelSource> {
  if (extname(path).toLowerCase() === OLYMPUS) throw olympus();
  await (await openForReading(path)).close();
  const files = await findCompanions(path);
  const library = loadOpenslide(libraryNames);
  await refuseCut(path);
  const slide = openSlideHandle(library, path);
  try {
    probe(slide);
    return {
      info: describe(slide, options.mpp),
      files,
      async readLevel(level, box, signal) {
        if (signal?.aborted) throw new TesseraError('cancelled', 'Reading the region was cancelled.');
        return slide.read(level, box);
      },
      close: async () => slide.close(),
    };
  } catch (error) {
    slide.close();
    throw error;
  }
}

/** A TIFF that ends before its first directory is a cut copy, which OpenSlide only calls unknown. */
async function refuseCut(path: string): Promise<void> {
  const peek = await peekTiff(path);
  if (!peek?.cut) return;
  throw new TesseraError('damaged', 'The slide is damaged: the file ends before its directory.', {
    hint: 'Copy it again from where it came from.',
  });
}

/** OpenSlide opens files whose pixels are broken: one small read in the middle of two levels tells now, not later. */
function probe(slide: OpenedSlide): void {
  for (const level of new Set([0, slide.levels.length - 1])) {
    const { width, height } = slide.levels[level]!;
    const box = {
      x: Math.floor(Math.max(0, width - PROBE_PX) / 2),
      y: Math.floor(Math.max(0, height - PROBE_PX) / 2),
      width: Math.min(width, PROBE_PX),
      height: Math.min(height, PROBE_PX),
    };
    slide.read(level, box);
  }
}

function describe(slide: OpenedSlide, userMpp: number | undefined): SlideInfo {
  const { width, height } = slide.levels[0]!;
  const fileMpp = meanMpp(MPP.map((name) => slide.property(name)));
  const fromFile = fileMpp === undefined ? undefined : 'vendor';
  return {
    format: slide.vendor === 'aperio' ? 'aperio-svs' : slide.vendor,
    width,
    height,
    levels: slide.levels,
    mpp: userMpp ?? fileMpp,
    mppSource: userMpp === undefined ? fromFile : 'user',
    scanner: SCANNER.map((name) => slide.property(name)).find((model) => model !== undefined && model !== ''),
  };
}

function meanMpp(values: readonly (string | undefined)[]): number | undefined {
  const known = values.map(Number).filter((mpp) => Number.isFinite(mpp) && mpp > 0);
  return known.length === 0 ? undefined : known.reduce((sum, mpp) => sum + mpp, 0) / known.length;
}

function olympus(): TesseraError {
  return new TesseraError(
    'unsupported-format',
    'Olympus VSI slides, whose pixels lie in .ets files, are not read.',
    {
      hint: 'Export the slide as OME-TIFF or DICOM.',
    },
  );
}
