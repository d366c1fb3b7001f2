import sharp from 'sharp';
import { TesseraError } from '../../domain/errors.js';
import type { Rgb } from '../../domain/slides.js';
import { nameOf, type TiffDirectory } from './directory.js';
import { encloseStack, type Stack } from './envelope.js';

/** Decodes the compressed bytes of some tiles or strips. Errors: `damaged`. */
export async function decodeStack(
  image: TiffDirectory,
  stack: Stack,
  chunks: readonly Uint8Array[],
): Promise<Rgb> {
  const { data, info } = await sharp(encloseStack(image, stack, chunks), {
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
  if (info.width === stack.width && info.height === stack.height) return { ...info, data };
  throw new TesseraError('damaged', `Pixels of ${nameOf(image)} are not of the size that its tags state.`);
}
