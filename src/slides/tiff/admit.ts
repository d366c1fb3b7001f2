import { TesseraError } from '../../domain/errors.js';
import { nameOf, type TiffDirectory } from './directory.js';
import { isOme, omePixels } from './ome.js';

/** Longer than this on a side is no slide: a metre of glass at 0.5 µm/px. */
const MAX_SIDE_PX = 2_000_000;
/** A tile is decoded as a whole: larger ones are bombs. */
const MAX_TILE_PX = 64 * 2 ** 20;
/** None, LZW, JPEG, deflate (two numbers), PackBits. */
const COMPRESSIONS = [1, 5, 7, 8, 32946, 32773];
/** Three of Aperio's, and the one of other programs. */
const JPEG_2000 = [33003, 33004, 33005, 34712];

/** Refuses an image that is no brightfield slide, or that cannot be read here, before any pixel is touched. */
export function admitMain(main: TiffDirectory): void {
  refuseForeign(main);
  refuseSize(main);
  refuseSamples(main);
  refuseFluorescence(main);
}

/** Refuses a level that would not decode: unknown compression, missing or overflowing pixels. */
export function admitLevel(level: TiffDirectory, fileBytes: number): void {
  if (JPEG_2000.includes(level.compression)) throw needsOpenSlide('The slide is compressed with JPEG 2000.');
  if (!COMPRESSIONS.includes(level.compression)) {
    throw new TesseraError('unsupported-format', `TIFF compression ${level.compression} is not read.`, {
      hint: 'Save the slide with JPEG, LZW or deflate compression.',
      details: { compression: level.compression },
    });
  }
  refuseSize(level);
  refuseTruncated(level, fileBytes);
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

function refuseSize(image: TiffDirectory): void {
  const { width, height, tile } = image;
  const absurd = width > MAX_SIDE_PX || height > MAX_SIDE_PX;
  if (!absurd && (!tile || tile.width * tile.height <= MAX_TILE_PX)) return;
  const what = absurd ? `${width} × ${height} pixels` : `tiles of ${tile?.width} × ${tile?.height} pixels`;
  throw new TesseraError('too-large', `The TIFF file claims ${what}.`, {
    details: { width, height, tile, maxSidePx: MAX_SIDE_PX, maxTilePx: MAX_TILE_PX },
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
  if (!level.tile) return;
  const planes = level.planes === 2 ? level.samplesPerPixel : 1;
  const columns = Math.ceil(level.width / level.tile.width);
  const rows = Math.ceil(level.height / level.tile.height);
  if (count >= columns * rows * planes) return;
  throw new TesseraError('damaged', `The TIFF file names too few tiles for ${nameOf(level)}.`, {
    details: { tiles: count, needed: columns * rows * planes },
  });
}
