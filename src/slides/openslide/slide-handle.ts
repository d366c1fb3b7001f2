import { TesseraError } from '../../domain/errors.js';
import type { Box } from '../../domain/geometry.js';
import type { Rgb } from '../../domain/slides.js';
import { flattenOntoWhite } from './flatten.js';
import type { Handle, OpenslideLibrary } from './library.js';

/** A slide that OpenSlide has open. */
export type OpenedSlide = {
  readonly vendor: string;
  readonly levels: readonly {
    readonly width: number;
    readonly height: number;
    readonly downsample: number;
  }[];
  property(name: string): string | undefined;
  /** Pixels of an integer box of one level; `damaged` when they do not decode, `too-large` for absurd boxes. */
  read(level: number, box: Box): Rgb;
  close(): void;
};

/** One call decodes at most this many pixels, so that its ARGB copy stays small (64 MB). */
const MAX_BAND_PX = 16 * 2 ** 20;
/** 800 MB of RGB: no caller needs more at once. */
const MAX_READ_PX = 2 ** 28;

/**
 * Opens a slide. Errors: `unsupported-format` (not recognised), `damaged` (recognised, but broken).
 *
 * Calls are synchronous: the process decodes for one worker alone, koffi's threads gain nothing measurable
 * (990 against 960 JPEG regions of 256² a second), and a handle in use by another thread could not be closed.
 */
export function openSlideHandle(library: OpenslideLibrary, path: string): OpenedSlide {
  const vendor = library.detectVendor(path);
  let handle = vendor === undefined ? undefined : openOrRefuse(library, path);
  if (vendor === undefined || handle === undefined) throw notRecognised();
  const levels = levelsOf(library, handle);

  const close = () => {
    if (handle !== undefined) library.close(handle);
    handle = undefined;
  };
  const attempt = (level: number, box: Box): Rgb => {
    handle ??= openOrRefuse(library, path);
    const rgb = readBands(library, handle, level, levels[level]!.downsample, box);
    const error = library.error(handle);
    if (error === undefined) return rgb;
    close();
    throw damaged(error);
  };
  return {
    vendor,
    levels,
    property: (name) => (handle === undefined ? undefined : library.property(handle, name)),
    close,
    read(level, box) {
      if (box.width * box.height > MAX_READ_PX) throw tooLarge(box);
      try {
        return attempt(level, box);
      } catch (error) {
        // An error stays on the handle for good, and may be that of an earlier call: a fresh one tells them apart.
        if (error instanceof TesseraError && error.tag === 'damaged') return attempt(level, box);
        throw error;
      }
    },
  };
}

function openOrRefuse(library: OpenslideLibrary, path: string): Handle {
  const handle = library.open(path);
  if (handle === undefined) throw notRecognised();
  const error = library.error(handle);
  if (error === undefined) return handle;
  library.close(handle);
  throw damaged(error);
}

function levelsOf(library: OpenslideLibrary, handle: Handle): OpenedSlide['levels'] {
  return Array.from({ length: library.levelCount(handle) }, (_, level) => ({
    ...library.levelSize(handle, level),
    downsample: library.downsample(handle, level),
  }));
}

/**
 * OpenSlide wants the corner in whole level-0 pixels. With a downsample like 2.0005 the nearest one lies up to half
 * a level-0 pixel off, and OpenSlide then shifts the pixels by that fraction; any other choice shifts them further.
 */
function readBands(
  library: OpenslideLibrary,
  handle: Handle,
  level: number,
  downsample: number,
  box: Box,
): Rgb {
  const { width, height } = box;
  const data = new Uint8Array(width * height * 3);
  const bandRows = Math.max(1, Math.floor(MAX_BAND_PX / width));
  for (let row = 0; row < height; row += bandRows) {
    const argb = new Uint32Array(width * Math.min(bandRows, height - row));
    const at = { x: Math.round(box.x * downsample), y: Math.round((box.y + row) * downsample), level };
    library.readRegion(handle, argb, at, width);
    flattenOntoWhite(argb, data, row * width * 3);
  }
  return { width, height, data };
}

function notRecognised(): TesseraError {
  return new TesseraError('unsupported-format', 'OpenSlide does not recognise the file.', {
    hint: 'The file may be cut, or be of another format than its name says.',
  });
}

function damaged(reason: string): TesseraError {
  return new TesseraError('damaged', 'The slide is damaged: its pixels do not decode.', {
    hint: 'Copy it again from where it came from.',
    details: { reason },
  });
}

function tooLarge({ width, height }: Box): TesseraError {
  return new TesseraError('too-large', `${width} × ${height} pixels cannot be read at once.`, {
    details: { width, height },
  });
}
