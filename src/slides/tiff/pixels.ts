import sharp, { type Sharp } from 'sharp';
import { TesseraError } from '../../domain/errors.js';
import type { Box } from '../../domain/geometry.js';
import type { Rgb } from '../../domain/slides.js';
import { nameOf, type TiffDirectory } from './directory.js';

/** Decodes an integer box of a tiled image. Errors: `damaged`. */
export async function decodeBox(path: string, image: TiffDirectory, box: Box): Promise<Rgb> {
  const area = { left: box.x, top: box.y, width: box.width, height: box.height };
  return decode(openImage(path, image, false).extract(area), image);
}

/** Decodes an image of strips, which cannot be entered in the middle. Errors: `damaged`. */
export async function decodeWhole(path: string, image: TiffDirectory): Promise<Rgb> {
  return decode(openImage(path, image, true), image);
}

function openImage(path: string, image: TiffDirectory, sequentialRead: boolean): Sharp {
  return sharp(path, {
    page: image.page,
    ...(image.subifd === undefined ? {} : { tiff: { subifd: image.subifd } }),
    // A warning is no failure: scanners write tags of their own, and libtiff warns of each.
    failOn: 'error',
    limitInputPixels: false,
    // Colours as stored, which is what other slide viewers show and what encoders were trained on.
    ignoreIcc: true,
    sequentialRead,
  });
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
