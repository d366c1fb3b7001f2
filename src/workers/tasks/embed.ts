import { toErrorRecord } from '../../domain/errors.js';
import { encodeFloat16 } from '../../domain/float16.js';
import type { Box } from '../../domain/geometry.js';
import type { Rgb } from '../../domain/slides.js';
import type { EmbeddedTile, TileAnswer, TileRequest } from '../../domain/tile-tasks.js';
import { readCompleted } from '../../slides/complete.js';
import type { SlideReader } from '../../slides/port.js';
import { judgeTile } from '../../slides/tissue/quality.js';
import { wantedEncoder } from './encoders.js';
import { readerFor } from './open-slides.js';

/** Tiles decoded ahead of the model, by libvips threads while ONNX Runtime holds this thread. */
const READ_AHEAD = 4;
/** Tiles given to the model at once: larger batches are no faster on a CPU and hold memory longer. */
const MODEL_BATCH = 4;

/** Reads, judges and embeds tiles. A tile that does not decode fails alone. */
export async function embedTiles(request: TileRequest<'embed'>): Promise<TileAnswer<'embed'>> {
  const reader = await readerFor(request.source);
  const encoder = await wantedEncoder(request);
  const states: EmbeddedTile[] = [];
  const vectors = new Uint16Array(request.boxes.length * encoder.manifest.dim);
  let indexed = 0;
  let waiting: Rgb[] = [];

  async function embedWaiting(): Promise<void> {
    if (waiting.length === 0) return;
    for (const vector of await encoder.embed(waiting)) {
      vectors.set(encodeFloat16(vector), indexed * encoder.manifest.dim);
      indexed += 1;
    }
    waiting = [];
  }

  for await (const tile of readAhead(reader, request)) {
    const state = judge(tile, request);
    states.push(state);
    if (state.status === 'indexed' && 'data' in tile) waiting.push(tile);
    if (waiting.length === MODEL_BATCH) await embedWaiting();
  }
  await embedWaiting();
  const dim = encoder.manifest.dim;
  return { tiles: states, dim, vectors: vectors.slice(0, indexed * dim) };
}

type ReadTile = Rgb | { readonly error: unknown };

/** Decodes the boxes in order, a few ahead of the one that is asked for. */
async function* readAhead(
  reader: SlideReader,
  { boxes, scale }: TileRequest<'embed'>,
): AsyncGenerator<ReadTile> {
  const size = { width: scale.tilePx, height: scale.tilePx };
  const read = (box: Box): Promise<ReadTile> =>
    readCompleted(reader, box, size).catch((error: unknown) => ({ error }));
  const queue: Promise<ReadTile>[] = [];
  for (const box of boxes) {
    queue.push(read(box));
    if (queue.length > READ_AHEAD) yield queue.shift() as Promise<ReadTile>;
  }
  yield* queue;
}

function judge(tile: ReadTile, { checkQuality, scale }: TileRequest<'embed'>): EmbeddedTile {
  if ('error' in tile) return { status: 'failed', error: toErrorRecord(tile.error) };
  const reason = checkQuality ? judgeTile(tile, scale.mpp) : undefined;
  return reason ? { status: 'skipped', reason } : { status: 'indexed' };
}
