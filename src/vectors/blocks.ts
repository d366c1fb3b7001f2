import { CHUNK_ROWS, type SlideRows } from './rows.js';

/** Rows [from, to) of a slide; `tag` is the caller's to use (the group a slide belongs to). */
export type Run = {
  readonly slide: SlideRows;
  readonly from: number;
  readonly to: number;
  readonly tag: number;
};

/** Rows within one chunk, as they lie in a block one after the other. */
export type Segment = {
  readonly slide: SlideRows;
  readonly firstRow: number;
  readonly tileIds: Uint32Array;
  readonly tag: number;
};

/** Contiguous rows (float16 bits), ready for one product. */
export type Block = { readonly vectors: Uint16Array; readonly segments: readonly Segment[] };

/** From this many rows on a segment is a block of its own: copying it would cost more than one more product. */
const OWN_BLOCK_ROWS = 1024;

/**
 * The runs as blocks of at most CHUNK_ROWS rows. Long segments are handed out where they lie; short ones
 * (slides of a few tiles) are copied together, so that ten thousand small slides are not ten thousand
 * products. A block is good until the next one is taken.
 */
export function* blocksOf(runs: Iterable<Run>, dim: number): Generator<Block> {
  let gathered: Uint16Array | undefined;
  let segments: Segment[] = [];
  let rows = 0;
  try {
    for (const [segment, vectors] of segmentsOf(runs, dim)) {
      const count = segment.tileIds.length;
      if (count >= OWN_BLOCK_ROWS) {
        yield { vectors, segments: [segment] };
        continue;
      }
      if (rows + count > CHUNK_ROWS) {
        yield { vectors: gathered!.subarray(0, rows * dim), segments };
        segments = [];
        rows = 0;
      }
      gathered ??= takeRoom(CHUNK_ROWS * dim);
      gathered.set(vectors, rows * dim);
      segments.push(segment);
      rows += count;
    }
    if (rows > 0) yield { vectors: gathered!.subarray(0, rows * dim), segments };
  } finally {
    if (gathered) spareRoom = gathered;
  }
}

/** The room of the last scan: fresh megabytes for every question cost more than the copying. */
let spareRoom: Uint16Array | undefined;

function takeRoom(length: number): Uint16Array {
  const room = spareRoom?.length === length ? spareRoom : new Uint16Array(length);
  spareRoom = undefined;
  return room;
}

/** All rows of the slides. */
export function wholeSlides(slides: readonly SlideRows[]): Run[] {
  return slides.map((slide) => ({ slide, from: 0, to: slide.rows, tag: 0 }));
}

function* segmentsOf(runs: Iterable<Run>, dim: number): Generator<readonly [Segment, Uint16Array]> {
  for (const { slide, from, to, tag } of runs) {
    for (let row = from; row < to; ) {
      const chunk = slide.chunks[Math.floor(row / CHUNK_ROWS)]!;
      const at = row % CHUNK_ROWS;
      const end = Math.min(CHUNK_ROWS, at + to - row);
      const segment = { slide, firstRow: row, tileIds: chunk.tileIds.subarray(at, end), tag };
      yield [segment, chunk.vectors.subarray(at * dim, end * dim)];
      row += end - at;
    }
  }
}
