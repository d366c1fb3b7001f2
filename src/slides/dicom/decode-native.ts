import { TesseraError } from '../../domain/errors.js';
import { interleave, ybrToRgb } from './colour.js';
import type { FrameLook } from './frame-look.js';

/** Uncompressed pixels: RGB or full-range YBR, interleaved or plane by plane. */
export async function decodeNative(bytes: Buffer, look: FrameLook): Promise<Uint8Array> {
  const pixels = look.planar ? interleave(bytes) : bytes;
  if (look.photometric === 'RGB') return pixels;
  if (look.photometric === 'YBR_FULL') return ybrToRgb(pixels);
  throw new TesseraError('unsupported-format', `Uncompressed ${look.photometric} pixels are not read.`, {
    hint: 'Export the slide as RGB, JPEG, JPEG 2000 or JPEG-LS.',
  });
}
