import sharp, { type Sharp } from 'sharp';
import { TesseraError } from '../../domain/errors.js';
import type { Rgb } from '../../domain/slides.js';
import { nameOf, type TiffDirectory } from './directory.js';

/** A warning is no failure: scanners write tags of their own, and libtiff warns of each. */
const STRICT = { failOn: 'error', limitInputPixels: false } as const;
/** Colours as stored, which is what other slide viewers show and what encoders were trained on. */
const AS_STORED = { ignoreIcc: true } as const;

/** Decodes a file in memory that holds one tile of the image (envelope.ts). Errors: `damaged`. */
export async function decodeEnclosed(file: Buffer, image: TiffDirectory): Promise<Rgb> {
  return decode(sharp(file, { ...STRICT, ...AS_STORED }), image);
}

/** Decodes a whole image of the file. Errors: `damaged`. */
export async function decodeWhole(path: string, image: TiffDirectory): Promise<Rgb> {
  const place = image.subifd === undefined ? {} : { tiff: { subifd: image.subifd } };
  return decode(sharp(path, { ...STRICT, ...AS_STORED, page: image.page, ...place }), image);
}

async function decode(pipeline: Sharp, image: TiffDirectory): Promise<Rgb> {
  try {
    const { data, info } = await pipeline
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, data };
  } catch (cause) {
    throw new TesseraError('damaged', `The pixels of ${nameOf(image)} cannot be decoded.`, { cause });
  }
}
