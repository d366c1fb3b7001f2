import hnswlib from 'hnswlib-node';
import { decodeFloat16 } from '../domain/float16.js';
import type { Candidate } from './best-rows.js';
import type { Run } from './blocks.js';
import { type SlideRows, tileIdAt, vectorAt } from './rows.js';

export type GraphSettings = {
  /** Links per row and level (hnswlib's M). */
  readonly links: number;
  /** Candidates looked at while a row is linked (hnswlib's efConstruction). */
  readonly buildEffort: number;
};

type Native = InstanceType<typeof hnswlib.HierarchicalNSW>;

const NONE = 0xffff_ffff;

/**
 * A graph over rows of one space. A label of the native graph is the number of the row in order of entry, never
 * used twice; what it stands for is kept here. Rows of removed slides stay in the native graph, marked.
 * Every call blocks the thread; between `startWriting` and `endWriting` no row may be added.
 */
export class Graph {
  readonly dim: number;
  readonly native: Native;
  /** Labels given so far. */
  size = 0;
  /** Labels whose rows are still there. */
  live = 0;
  #writing = false;
  #capacity: number;
  readonly #slides: (SlideRows | undefined)[] = [];
  readonly #numbers = new Map<SlideRows, number>();
  /** Slide number → label of each of its rows, or NONE. */
  readonly #labels: Uint32Array[] = [];
  /** Slide number → how many of its rows are in. */
  readonly #counts: number[] = [];
  /** Label → slide number, and row within the slide. */
  #slideAt: Uint32Array;
  #rowAt: Uint32Array;
  readonly #toMark: number[] = [];
  readonly #point: number[];
  readonly #vector: Float32Array;

  /** `native` is initialised or freshly read, with room for `capacity` rows. */
  constructor(dim: number, native: Native, capacity: number) {
    this.dim = dim;
    this.native = native;
    this.#capacity = capacity;
    this.#slideAt = new Uint32Array(capacity);
    this.#rowAt = new Uint32Array(capacity);
    this.#point = new Array<number>(dim).fill(0);
    this.#vector = new Float32Array(dim);
  }

  add(slide: SlideRows, row: number): void {
    if (this.#writing) throw new Error('A graph that is being written takes no rows');
    if (this.size === this.#capacity) this.#grow();
    decodeFloat16(vectorAt(slide, row, this.dim), this.#vector);
    for (let d = 0; d < this.dim; d++) this.#point[d] = this.#vector[d]!;
    this.native.addPoint(this.#point, this.size);
    this.take(slide, row);
  }

  /** Gives the next label to a row that the native graph holds already (a graph read from disk). */
  take(slide: SlideRows, row: number): void {
    const number = this.#numbers.get(slide) ?? this.#enter(slide);
    const labels = this.#roomFor(number, Math.max(row + 1, slide.rows));
    labels[row] = this.size;
    this.#counts[number]!++;
    this.#slideAt[this.size] = number;
    this.#rowAt[this.size] = row;
    this.size++;
    this.live++;
  }

  /** Passes over a label whose row is gone (a graph read from disk); `marked`: the file says so too. */
  skip(marked: boolean): void {
    this.#slideAt[this.size] = NONE;
    if (!marked) this.#mark(this.size);
    this.size++;
  }

  /** The slide's rows never come up again. */
  forget(slide: SlideRows): void {
    const number = this.#numbers.get(slide);
    if (number === undefined) return;
    for (const label of this.#labels[number]!) {
      if (label === NONE) continue;
      this.#slideAt[label] = NONE;
      this.#mark(label);
      this.live--;
    }
    this.#numbers.delete(slide);
    this.#slides[number] = undefined;
    this.#labels[number] = new Uint32Array(0);
  }

  /** Slides with rows in the graph. */
  slides(): SlideRows[] {
    return [...this.#numbers.keys()];
  }

  /** Rows of the slides that are not in the graph. */
  missing(slides: Iterable<SlideRows>): Run[] {
    const runs: Run[] = [];
    for (const slide of slides) {
      const number = this.#numbers.get(slide);
      if (number === undefined) runs.push({ slide, from: 0, to: slide.rows, tag: 0 });
      else if (this.#counts[number]! < slide.rows) runs.push(...gaps(slide, this.#labels[number]!));
    }
    return runs;
  }

  /**
   * Up to `limit` rows near the query, in no order; only rows of `allowed` slides when given. `effort`: how many
   * candidates the walk keeps.
   */
  search(
    query: Float32Array,
    limit: number,
    effort: number,
    allowed: ReadonlySet<SlideRows> | undefined,
  ): Candidate[] {
    if (this.live === 0) return [];
    this.native.setEf(effort);
    const filter = allowed && this.#filterOf(allowed);
    const found = this.native.searchKnn(Array.from(query), Math.min(limit, this.size), filter);
    const candidates: Candidate[] = [];
    found.neighbors.forEach((label, i) => {
      const slide = this.#slides[this.#slideAt[label]!];
      if (!slide) return;
      const row = this.#rowAt[label]!;
      candidates.push({ slide, row, tileId: tileIdAt(slide, row), similarity: 1 - found.distances[i]! });
    });
    return candidates;
  }

  /** Label → tile id (0 for a row that is gone) and slide key, to be kept beside the native file. */
  labels(): { tileIds: Uint32Array; slideKeys: Uint32Array } {
    const tileIds = new Uint32Array(this.size);
    const slideKeys = new Uint32Array(this.size);
    for (let label = 0; label < this.size; label++) {
      const slide = this.#slides[this.#slideAt[label]!];
      if (!slide) continue;
      tileIds[label] = tileIdAt(slide, this.#rowAt[label]!);
      slideKeys[label] = slide.slideKey;
    }
    return { tileIds, slideKeys };
  }

  /** True when the native graph holds, under this row's label, the row's own vector. */
  agreesAt(label: number): boolean {
    const slide = this.#slides[this.#slideAt[label]!];
    if (!slide) return true;
    const point = this.native.getPoint(label);
    const own = decodeFloat16(vectorAt(slide, this.#rowAt[label]!, this.dim));
    return own.every((value, d) => value === point[d]);
  }

  /** Until `endWriting` the native graph is only read. */
  startWriting(): void {
    this.#writing = true;
  }

  endWriting(): void {
    this.#writing = false;
    for (const label of this.#toMark.splice(0)) this.native.markDelete(label);
  }

  /** Frees the native memory now: the garbage collector does not see how large it is. */
  release(): void {
    this.native.initIndex(1);
    this.live = 0;
    this.size = 0;
  }

  /** Memory, bytes: vectors and links of the lowest level, tables per label; an estimate of the upper levels. */
  bytes(settings: GraphSettings): number {
    const perRow = 4 * this.dim + 8 * settings.links + 4 + 8 + 8 + 50;
    return this.size * perRow + this.#capacity * 60;
  }

  #enter(slide: SlideRows): number {
    const number = this.#slides.length;
    this.#slides.push(slide);
    this.#labels.push(new Uint32Array(0));
    this.#counts.push(0);
    this.#numbers.set(slide, number);
    return number;
  }

  #roomFor(number: number, rows: number): Uint32Array {
    const known = this.#labels[number]!;
    if (known.length >= rows) return known;
    const roomier = new Uint32Array(rows).fill(NONE);
    roomier.set(known);
    this.#labels[number] = roomier;
    return roomier;
  }

  #mark(label: number): void {
    if (this.#writing) this.#toMark.push(label);
    else this.native.markDelete(label);
  }

  /** Called by native code for each row it passes. It must not throw: that would end the process. */
  #filterOf(allowed: ReadonlySet<SlideRows>): (label: number) => boolean {
    const may = Uint8Array.from(this.#slides, (slide) => (slide && allowed.has(slide) ? 1 : 0));
    const slideAt = this.#slideAt;
    return (label) => may[slideAt[label]!] === 1;
  }

  #grow(): void {
    this.#capacity = roomFor(this.size);
    this.native.resizeIndex(this.#capacity);
    const slideAt = new Uint32Array(this.#capacity);
    slideAt.set(this.#slideAt);
    const rowAt = new Uint32Array(this.#capacity);
    rowAt.set(this.#rowAt);
    this.#slideAt = slideAt;
    this.#rowAt = rowAt;
  }
}

/** An empty graph with room for `rows` and some more. */
export function emptyGraph(dim: number, rows: number, settings: GraphSettings): Graph {
  const capacity = roomFor(rows);
  const native = new hnswlib.HierarchicalNSW('ip', dim);
  native.initIndex(capacity, settings.links, settings.buildEffort);
  return new Graph(dim, native, capacity);
}

/** Runs of rows without a label. */
function gaps(slide: SlideRows, labels: Uint32Array): Run[] {
  const runs: Run[] = [];
  for (let row = 0; row < slide.rows; row++) {
    if ((labels[row] ?? NONE) !== NONE) continue;
    const from = row;
    while (row < slide.rows && (labels[row] ?? NONE) === NONE) row++;
    runs.push({ slide, from, to: row, tag: 0 });
  }
  return runs;
}

/** Untouched room costs about 50 bytes a row (locks, tables); its vectors cost nothing until they are written. */
function roomFor(rows: number): number {
  return Math.ceil(rows * 1.5) + 10_000;
}
