/** Rows per chunk; a case of 2,000 tiles is one chunk, and growing never copies more than this. */
export const CHUNK_ROWS = 4096;

/** A contiguous run of rows; `vectors` and `tileIds` may hold room for more than `rows`. */
export type Chunk = { vectors: Uint16Array; tileIds: Uint32Array; rows: number };

/** The rows of one slide. Row r lies in chunk ⌊r / CHUNK_ROWS⌋; a row never moves to another number. */
export type SlideRows = {
  readonly slideKey: number;
  readonly chunks: Chunk[];
  rows: number;
  /** Highest tile id so far: a batch above it needs no look for doubles. */
  lastTileId: number;
  /** False from the moment the slide is removed: searches under way drop its rows. */
  alive: boolean;
  /** Which change brought which rows: rows up to `end` that are not in an earlier entry. */
  readonly batches: { readonly change: number; end: number }[];
};

/**
 * All rows of one space as float16 bits, grouped by slide. There is no array over the whole space, so that
 * ten million rows grow without being copied, and a removed slide gives its memory back at once.
 */
export class SpaceRows {
  readonly dim: number;
  rows = 0;
  /** Grows with every removal: a search that sees it change looks again. */
  removals = 0;
  readonly #slides = new Map<number, SlideRows>();
  readonly #roomy = new Set<SlideRows>();

  constructor(dim: number) {
    this.dim = dim;
  }

  /**
   * Appends rows (float16 bits, n × dim) to a slide. A tile that is there already gets its new vector: then
   * the slide is laid anew and the old rows, no longer alive, are answered as `replaced`.
   */
  add(slideKey: number, tileIds: Uint32Array, vectors: Uint16Array, change: number): SlideRows | undefined {
    const slide = this.#slides.get(slideKey) ?? this.#open(slideKey);
    const known = knownTiles(slide, tileIds);
    if (known.size === 0) {
      this.#append(slide, tileIds, vectors, change);
      return undefined;
    }
    this.remove(slideKey);
    const fresh = this.#open(slideKey);
    for (const chunk of slide.chunks) this.#append(fresh, ...rowsWithout(chunk, known, this.dim), change);
    this.#append(fresh, tileIds, vectors, change);
    return slide;
  }

  remove(slideKey: number): SlideRows | undefined {
    const slide = this.#slides.get(slideKey);
    if (!slide) return undefined;
    slide.alive = false;
    this.#slides.delete(slideKey);
    this.#roomy.delete(slide);
    this.rows -= slide.rows;
    this.removals++;
    return slide;
  }

  get(slideKey: number): SlideRows | undefined {
    return this.#slides.get(slideKey);
  }

  slides(): IterableIterator<SlideRows> {
    return this.#slides.values();
  }

  /** The slides of these keys, each once, those without rows left out; all when undefined. */
  pick(slideKeys: readonly number[] | undefined): SlideRows[] {
    if (!slideKeys) return [...this.#slides.values()];
    return [...new Set(slideKeys)].flatMap((key) => this.#slides.get(key) ?? []);
  }

  /** Gives back the spare room of slides that are not growing now. */
  trim(): void {
    for (const slide of this.#roomy) {
      const last = slide.chunks.at(-1);
      if (last) resize(last, last.rows, this.dim);
    }
    this.#roomy.clear();
  }

  /** Memory of the rows, bytes. */
  get bytes(): number {
    let bytes = 0;
    for (const slide of this.#slides.values()) {
      for (const chunk of slide.chunks) bytes += chunk.vectors.byteLength + chunk.tileIds.byteLength;
    }
    return bytes;
  }

  #open(slideKey: number): SlideRows {
    const slide = { slideKey, chunks: [], rows: 0, lastTileId: 0, alive: true, batches: [] };
    this.#slides.set(slideKey, slide);
    return slide;
  }

  #append(slide: SlideRows, tileIds: Uint32Array, vectors: Uint16Array, change: number): void {
    for (let from = 0; from < tileIds.length; ) {
      const chunk = lastChunk(slide, tileIds.length - from, this.dim);
      const count = Math.min(CHUNK_ROWS - chunk.rows, tileIds.length - from);
      chunk.tileIds.set(tileIds.subarray(from, from + count), chunk.rows);
      chunk.vectors.set(vectors.subarray(from * this.dim, (from + count) * this.dim), chunk.rows * this.dim);
      chunk.rows += count;
      if (chunk.tileIds.length > chunk.rows) this.#roomy.add(slide);
      from += count;
    }
    slide.rows += tileIds.length;
    this.rows += tileIds.length;
    for (const id of tileIds) if (id > slide.lastTileId) slide.lastTileId = id;
    const batch = slide.batches.at(-1);
    if (batch?.change === change) batch.end = slide.rows;
    else slide.batches.push({ change, end: slide.rows });
  }
}

/** Tile id of a row of the slide. */
export function tileIdAt(slide: SlideRows, row: number): number {
  return slide.chunks[Math.floor(row / CHUNK_ROWS)]!.tileIds[row % CHUNK_ROWS]!;
}

/** float16 bits of a row of the slide: a view, not a copy. */
export function vectorAt(slide: SlideRows, row: number, dim: number): Uint16Array {
  const at = (row % CHUNK_ROWS) * dim;
  return slide.chunks[Math.floor(row / CHUNK_ROWS)]!.vectors.subarray(at, at + dim);
}

/** The chunk that takes the next rows: the last one, grown by doubling when it is full, or a new one. */
function lastChunk(slide: SlideRows, wanted: number, dim: number): Chunk {
  const last = slide.chunks.at(-1);
  if (!last || last.rows === CHUNK_ROWS) {
    const room = Math.min(CHUNK_ROWS, wanted);
    const chunk = { vectors: new Uint16Array(room * dim), tileIds: new Uint32Array(room), rows: 0 };
    slide.chunks.push(chunk);
    return chunk;
  }
  const room = last.tileIds.length;
  if (last.rows + wanted > room)
    resize(last, Math.min(CHUNK_ROWS, Math.max(last.rows + wanted, 2 * room)), dim);
  return last;
}

/** New arrays, so that a search that holds the old ones goes on undisturbed. */
function resize(chunk: Chunk, room: number, dim: number): void {
  const vectors = new Uint16Array(room * dim);
  vectors.set(chunk.vectors.subarray(0, chunk.rows * dim));
  const tileIds = new Uint32Array(room);
  tileIds.set(chunk.tileIds.subarray(0, chunk.rows));
  chunk.vectors = vectors;
  chunk.tileIds = tileIds;
}

function knownTiles(slide: SlideRows, tileIds: Uint32Array): Set<number> {
  const known = new Set<number>();
  if (tileIds.every((id) => id > slide.lastTileId)) return known;
  const asked = new Set(tileIds);
  for (const chunk of slide.chunks) {
    for (const id of chunk.tileIds.subarray(0, chunk.rows)) if (asked.has(id)) known.add(id);
  }
  return known;
}

function rowsWithout(chunk: Chunk, tiles: Set<number>, dim: number): [Uint32Array, Uint16Array] {
  const kept = [...chunk.tileIds.subarray(0, chunk.rows).keys()].filter(
    (row) => !tiles.has(chunk.tileIds[row]!),
  );
  const vectors = new Uint16Array(kept.length * dim);
  kept.forEach((row, i) => {
    vectors.set(chunk.vectors.subarray(row * dim, (row + 1) * dim), i * dim);
  });
  return [Uint32Array.from(kept, (row) => chunk.tileIds[row]!), vectors];
}
