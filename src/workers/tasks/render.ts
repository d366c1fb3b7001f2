import type { TileAnswer, TileRequest } from '../../domain/tile-tasks.js';
import { encodeJpeg } from '../../slides/encode.js';
import { readerFor } from './open-slides.js';

/** A box of a slide as JPEG: Deep Zoom tiles, thumbnails, pictures of hits. */
export async function renderRegion({
  source,
  box,
  size,
  quality,
}: TileRequest<'render'>): Promise<TileAnswer<'render'>> {
  const reader = await readerFor(source);
  const pixels = await reader.region(box, size);
  return { jpeg: await encodeJpeg(pixels, quality) };
}
