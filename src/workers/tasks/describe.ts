import type { TileAnswer, TileRequest } from '../../domain/tile-tasks.js';
import { layQueryTiles } from '../../domain/tiles.js';
import { meanVector } from '../../domain/vectors.js';
import { readCompleted } from '../../slides/complete.js';
import { encoderFor } from './encoders.js';
import { readerFor } from './open-slides.js';
import { scaleOf } from './survey.js';

/** A whole picture as the mean of its tiles' vectors, not brought to length 1. */
export async function describePicture(request: TileRequest<'describe'>): Promise<TileAnswer<'describe'>> {
  const { source, scale } = request;
  const reader = await readerFor(source);
  const encoder = await encoderFor(request);
  const { width, height } = reader.info;
  const size = { width, height, mpp: scaleOf(reader.info) };
  const { boxes, padded } = layQueryTiles({ x: 0, y: 0, width, height }, size, scale);
  const side = { width: scale.tilePx, height: scale.tilePx };
  const vectors: Float32Array[] = [];
  // One by one: a picture that lists name as a tile has few of them, and each is large.
  for (const box of boxes) vectors.push(...(await encoder.embed([await readCompleted(reader, box, side)])));
  return { vector: meanVector(vectors), tiles: boxes.length, padded };
}
