import { TesseraError } from '../../domain/errors.js';
import { cellGridOf, chunkCount } from './cell-grid.js';
import { nameOf, type TiffDirectory } from './directory.js';
import { isOme, omePixels } from './ome.js';

/** Longer than this on a side is no slide: a metre of glass at 0.5 µm/px. */
const MAX_SIDE_PX = 2_000_000;
/** A tile is decoded as a whole (192 MiB of RGB); larger ones are bombs. */
const MAX_TILE_PX = 64 * 2 ** 20;
/** None, LZW, JPEG, deflate (two numbers), PackBits. */
const COMPRESSIONS = [1, 5, 7, 8, 32946, 32773];
/** Three of Aperio's, and the one of other programs. */
const JPEG_2000 = [33003, 33004, 33005, 34712];

/** Refuses an image that is no brightfield slide, or that cannot be read here, before any pixel is touched. */
export function admitMain(main: TiffDirectory): void {
  refuseForeign(main);
  refuseSamples(main);
  refuseFluorescence(main);
}

type Limits = {
  readonly fileBytes: number;
  /** Of one strip, which like a picture can only be decoded whole. */
  readonly maxPicturePixels: number;
};

/** Refuses a level that would not decode: unknown compression, missing or overflowing pixels. */
export function admitLevel(level: TiffDirectory, limits: Limits): void {
  if (JPEG_2000.includes(level.compression)) throw needsOpenSlide('The slide is compressed with JPEG 2000.');
  if (!COMPRESSIONS.includes(level.compression)) {
    throw new TesseraError('unsupported-format', `TIFF compression ${level.compression} is not read.`, {
      hint: 'Save the slide with JPEG, LZW or deflate compression.',
      details: { compression: level.compression },
    });
  }
  refuseSize(level, limits.maxPicturePixels);
  refuseTruncated(level, limits.fileBytes);
}

/** Errors: `missing-library` for the layouts that only OpenSlide knows. */
function refuseForeign(main: TiffDirectory): void {
  if (main.foreignVendor) throw needsOpenSlide(`The slide is in the layout of ${main.foreignVendor}.`);
}

function needsOpenSlide(why: string): TesseraError {
  return new TesseraError('missing-library', `${why} OpenSlide reads it, and is not on this machine.`, {
    hint: 'Install the package libopenslide0 (Debian, Ubuntu: apt install libopenslide0).',
    details: { library: 'libopenslide0' },
  });
}

function refuseSize(image: TiffDirectory, maxStripPx: number): void {
  const { width, height } = image;
  const maxCellPx = image.tile ? MAX_TILE_PX : maxStripPx;
  const details = { width, height, tile: image.tile, maxSidePx: MAX_SIDE_PX, maxCellPx };
  if (width > MAX_SIDE_PX || height > MAX_SIDE_PX) {
    throw new TesseraError('too-large', `The TIFF file claims ${width} × ${height} pixels.`, { details });
  }
  const cell = cellGridOf(image);
  if (cell.width * cell.height <= maxCellPx) return;
  const what = image.tile ? 'tiles' : 'strips';
  throw new TesseraError('too-large', `The TIFF file has ${what} of ${cell.width} × ${cell.height} pixels.`, {
    hint: 'Convert it to a TIFF of small tiles (vips tiffsave --tile --pyramid).',
    details,
  });
}

function refuseSamples(main: TiffDirectory): void {
  const unsignedBytes =
    main.bitsPerSample.every((bits) => bits === 8) && main.sampleFormats.every((format) => format === 1);
  if (unsignedBytes && main.samplesPerPixel <= 4) return;
  throw new TesseraError('not-brightfield', 'The pixels are not 8-bit colour.', {
    hint: 'Tessera reads brightfield slides: three colours of 8 bits.',
    details: {
      bitsPerSample: main.bitsPerSample.slice(0, 8),
      samplesPerPixel: main.samplesPerPixel,
      sampleFormats: main.sampleFormats.slice(0, 8),
    },
  });
}

/** OME-TIFF stores a fluorescence channel per grey plane; brightfield is one channel of three samples. */
function refuseFluorescence(main: TiffDirectory): void {
  if (!isOme(main.description)) return;
  const pixels = omePixels(main.description, main);
  if (main.samplesPerPixel >= 3 && (!pixels || pixels.type === '' || pixels.type === 'uint8')) return;
  throw new TesseraError('not-brightfield', 'The OME-TIFF holds single channels, not a colour picture.', {
    hint: 'Tessera reads brightfield slides: three colours of 8 bits.',
    details: { channels: pixels?.channels, type: pixels?.type, samplesPerPixel: main.samplesPerPixel },
  });
}

/** A file cut short still has its directory, where that was written first: every tile must lie inside the file. */
function refuseTruncated(level: TiffDirectory, fileBytes: number): void {
  const { table } = level;
  if (!table || table.byteCounts.length < table.offsets.length) {
    throw new TesseraError('damaged', `The TIFF file does not say where the pixels of ${nameOf(level)} lie.`);
  }
  refuseFewTiles(level, table.offsets.length);
  for (let index = 0; index < table.offsets.length; index++) {
    if (table.offsets[index]! + table.byteCounts[index]! <= fileBytes) continue;
    throw new TesseraError('damaged', `The file ends before the pixels of ${nameOf(level)}.`, {
      hint: 'It was probably cut short while it was copied: copy it again.',
      details: { fileBytes, offset: table.offsets[index], bytes: table.byteCounts[index] },
    });
  }
}

function refuseFewTiles(level: TiffDirectory, count: number): void {
  const needed = chunkCount(level);
  if (count >= needed) return;
  throw new TesseraError('damaged', `The TIFF file names too few tiles for ${nameOf(level)}.`, {
    details: { tiles: count, needed },
  });
}
