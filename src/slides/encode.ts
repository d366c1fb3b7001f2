import sharp from 'sharp';
import type { Rgb } from '../domain/slides.js';

/** RGB → baseline JPEG without metadata. `quality` 1-100. */
export async function encodeJpeg({ data, width, height }: Rgb, quality: number): Promise<Uint8Array> {
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality })
    .toBuffer();
}
