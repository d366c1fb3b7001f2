import type { ImageFileDirectory } from 'geotiff';
import { TesseraError } from '../../domain/errors.js';
import { nameOf, type TiffDirectory } from './directory.js';
import { numberOf, numbersOf, rationalOf, TAG, textOf } from './tags.js';

type Address = Pick<TiffDirectory, 'page' | 'subifd'>;

/** Reads the tags that matter, with TIFF's own defaults where one is absent. Errors: `damaged` without a size. */
export function toDirectory(raw: ImageFileDirectory, address: Address): TiffDirectory {
  const width = numberOf(raw, TAG.width) ?? 0;
  const height = numberOf(raw, TAG.height) ?? 0;
  if (!(width > 0 && height > 0)) {
    throw new TesseraError('damaged', `The TIFF file does not say how large ${nameOf(address)} is.`);
  }
  return {
    ...address,
    width,
    height,
    tile: tileOf(raw),
    rowsPerStrip: numberOf(raw, TAG.rowsPerStrip) || height,
    subfileType: numberOf(raw, TAG.subfileType) ?? 0,
    bitsPerSample: orDefault(numbersOf(raw, TAG.bitsPerSample), 1),
    samplesPerPixel: numberOf(raw, TAG.samplesPerPixel) ?? 1,
    sampleFormats: orDefault(numbersOf(raw, TAG.sampleFormat), 1),
    compression: numberOf(raw, TAG.compression) ?? 1,
    photometric: numberOf(raw, TAG.photometric),
    planes: numberOf(raw, TAG.planes) ?? 1,
    description: textOf(raw, TAG.description),
    make: textOf(raw, TAG.make),
    model: textOf(raw, TAG.model),
    resolution: resolutionOf(raw),
    foreignVendor: foreignVendorOf(raw),
    table: tableOf(raw),
    codecTags: CODEC_TAGS.map(([tag, type]) => ({ tag, type, values: numbersOf(raw, tag) })).filter(
      ({ values }) => values.length > 0,
    ),
  };
}

/** Number and type of the tags that go with the compressed bytes. */
const CODEC_TAGS = [
  [266, 3], // FillOrder
  [317, 3], // Predictor
  [320, 3], // ColorMap
  [338, 3], // ExtraSamples
  [347, 7], // JPEGTables
  [530, 3], // YCbCrSubSampling
] as const;

function tileOf(raw: ImageFileDirectory): TiffDirectory['tile'] {
  const width = numberOf(raw, TAG.tileWidth);
  const height = numberOf(raw, TAG.tileHeight);
  return width && height ? { width, height } : undefined;
}

function resolutionOf(raw: ImageFileDirectory): TiffDirectory['resolution'] {
  const x = rationalOf(raw, TAG.xResolution);
  const y = rationalOf(raw, TAG.yResolution);
  // Inch is the default of the standard.
  return x && y ? { x, y, unit: numberOf(raw, TAG.resolutionUnit) ?? 2 } : undefined;
}

function tableOf(raw: ImageFileDirectory): TiffDirectory['table'] {
  const tiled = tileOf(raw) !== undefined;
  const offsets = numbersOf(raw, tiled ? TAG.tileOffsets : TAG.stripOffsets);
  const byteCounts = numbersOf(raw, tiled ? TAG.tileByteCounts : TAG.stripByteCounts);
  return offsets.length > 0 ? { offsets, byteCounts } : undefined;
}

/** Layouts that are TIFF on the outside, and inside need more than a TIFF reader (overlaps, one strip of many pixels). */
function foreignVendorOf(raw: ImageFileDirectory): string | undefined {
  if (numberOf(raw, TAG.ndpiVersion) !== undefined) return 'Hamamatsu';
  const description = textOf(raw, TAG.description);
  if (description.includes('leica-microsystems.com/scn')) return 'Leica';
  if (description.includes('DPUfsImport')) return 'Philips';
  if (textOf(raw, TAG.software).startsWith('MedScan')) return 'Trestle';
  return textOf(raw, TAG.xmp).includes('iScan') ? 'Ventana' : undefined;
}

function orDefault(values: number[], value: number): number[] {
  return values.length > 0 ? values : [value];
}
