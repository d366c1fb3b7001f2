import sharp from 'sharp';
import { TesseraError } from '../../domain/errors.js';
import type { Rgb } from '../../domain/slides.js';
import { nameOf, type TiffDirectory } from './directory.js';
import { type Cell, encloseCell } from './envelope.js';

/** Decodes the compressed bytes of one cell. Errors: `damaged`. */
export async function decodeCell(
  image: TiffDirectory,
  cell: Cell,
  chunks: readonly Uint8Array[],
): Promise<Rgb> {
  const { data, info } = await sharp(encloseCell(image, cell, chunks), {
    // libvips calls it a warning when deflate, LZW or raw bytes break off, and paints black.
    failOn: 'warning',
    limitInputPixels: false,
    // Colours as stored, which is what other slide viewers show and what encoders were trained on.
    ignoreIcc: true,
  })
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch((cause: unknown) => {
      throw new TesseraError('damaged', `The pixels of ${nameOf(image)} cannot be decoded.`, { cause });
    });
  if (info.width === cell.width && info.height === cell.height) return { ...info, data };
  throw new TesseraError('damaged', `Pixels of ${nameOf(image)} are not of the size that its tags state.`);
}
