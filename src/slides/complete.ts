import { TesseraError } from '../domain/errors.js';
import { type Box, clipBox, type Size } from '../domain/geometry.js';
import type { Rgb } from '../domain/slides.js';
import type { SlideReader } from './port.js';

/**
 * Pixels of a box that may reach beyond the slide: what lies outside is completed by mirroring at the edge,
 * so that a slide a little smaller than a tile can still be asked. Box in level-0 pixels, answer of `size`.
 */
export async function readCompleted(reader: SlideReader, box: Box, size: Size): Promise<Rgb> {
  const slide = { x: 0, y: 0, width: reader.info.width, height: reader.info.height };
  const inside = clipBox(box, slide);
  if (!inside)
    throw new TesseraError('invalid-input', 'The box lies outside the slide.', { details: { box } });
  if (inside.width === box.width && inside.height === box.height) return reader.region(box, size);
  const scaleX = size.width / box.width;
  const scaleY = size.height / box.height;
  const part = await reader.region(inside, {
    width: Math.max(1, Math.round(inside.width * scaleX)),
    height: Math.max(1, Math.round(inside.height * scaleY)),
  });
  const left = Math.round((inside.x - box.x) * scaleX);
  const top = Math.round((inside.y - box.y) * scaleY);
  return mirror(part, size, left, top);
}

/** Places `part` at (left, top) of a picture of `size` and fills the rest by reflection, edge pixel included. */
function mirror(part: Rgb, size: Size, left: number, top: number): Rgb {
  const data = new Uint8Array(size.width * size.height * 3);
  const columns = Array.from({ length: size.width }, (_, x) => reflect(x - left, part.width) * 3);
  for (let y = 0; y < size.height; y++) {
    const row = reflect(y - top, part.height) * part.width * 3;
    for (let x = 0; x < size.width; x++) {
      const from = row + (columns[x] as number);
      data.set(part.data.subarray(from, from + 3), (y * size.width + x) * 3);
    }
  }
  return { ...size, data };
}

/** Index into 0..length−1 by reflection at both ends: …1 0 0 1 2 … */
function reflect(index: number, length: number): number {
  const period = 2 * length;
  const wrapped = ((index % period) + period) % period;
  return wrapped < length ? wrapped : period - 1 - wrapped;
}
