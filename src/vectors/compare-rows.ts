import { areFiniteFloat16 } from '../domain/float16.js';
import { Breath } from './breath.js';
import type { VectorSource } from './port.js';
import type { SlideRows, SpaceRows } from './rows.js';

/** How the rows of a space differ from the catalog's. */
export type RowDifferences = {
  /** Slide → what differs, in words. */
  readonly slides: ReadonlyMap<number, string>;
  /** Stored vectors that are not finite: the catalog has them, the index never will. */
  readonly notFinite: number;
  /** Set when the catalog's own count and its log disagree. */
  readonly miscounted: { readonly count: number; readonly rows: number } | undefined;
};

/**
 * Reads every vector of the catalog again and compares it, slide by slide, with the rows in memory. The order
 * of rows within a slide does not matter.
 */
export async function compareRows(
  rows: SpaceRows,
  source: VectorSource,
  spaceId: string,
  sliceMs: number,
): Promise<RowDifferences> {
  const breath = new Breath(sliceMs);
  const expected = new Map<number, SlideSum>();
  let read = 0;
  let notFinite = 0;
  for (const change of source.changes(spaceId, 0)) {
    if (change.kind === 'remove') expected.delete(change.slideKey);
    else {
      read += change.tileIds.length;
      notFinite += addTo(sumOf(expected, change.slideKey), change.tileIds, change.vectors, rows.dim);
    }
    if (breath.due()) await breath.take();
  }
  const count = source.count(spaceId);
  const miscounted = count === read ? undefined : { count, rows: read };
  return { slides: await differingSlides(rows, expected, breath), notFinite, miscounted };
}

/** Lays the rows of these slides anew from the catalog; `gone` hears of the rows that are no longer good. */
export async function reloadSlides(
  slideKeys: ReadonlySet<number>,
  rows: SpaceRows,
  source: VectorSource,
  spaceId: string,
  gone: (slide: SlideRows) => void,
): Promise<void> {
  for (const slideKey of slideKeys) {
    const old = rows.remove(slideKey);
    if (old) gone(old);
  }
  for (const change of source.changes(spaceId, 0)) {
    if (!slideKeys.has(change.slideKey)) continue;
    if (change.kind === 'remove') rows.remove(change.slideKey);
    else rows.add(change.slideKey, change.tileIds, change.vectors, change.change);
  }
  rows.trim();
}

type SlideSum = { rows: number; sum: number };

async function differingSlides(
  rows: SpaceRows,
  expected: ReadonlyMap<number, SlideSum>,
  breath: Breath,
): Promise<Map<number, string>> {
  const differences = new Map<number, string>();
  for (const slide of rows.slides()) {
    const own = { rows: 0, sum: 0 };
    for (const chunk of slide.chunks)
      addTo(own, chunk.tileIds.subarray(0, chunk.rows), chunk.vectors, rows.dim);
    const problem = difference(slide.slideKey, own, expected.get(slide.slideKey));
    if (problem) differences.set(slide.slideKey, problem);
    if (breath.due()) await breath.take();
  }
  for (const [slideKey, { rows: count }] of expected) {
    if (count === 0 || rows.get(slideKey)) continue;
    differences.set(slideKey, `slide ${slideKey}: ${count} rows in the catalog, none in the index`);
  }
  return differences;
}

function difference(slideKey: number, own: SlideSum, expected: SlideSum | undefined): string | undefined {
  const count = expected?.rows ?? 0;
  if (own.rows !== count) return `slide ${slideKey}: ${count} rows in the catalog, ${own.rows} in the index`;
  if (own.sum !== expected?.sum) return `slide ${slideKey}: vectors differ from the catalog's`;
  return undefined;
}

function sumOf(sums: Map<number, SlideSum>, slideKey: number): SlideSum {
  const known = sums.get(slideKey) ?? { rows: 0, sum: 0 };
  sums.set(slideKey, known);
  return known;
}

/** Adds the finite rows to the sum; answers how many were not. */
function addTo(into: SlideSum, tileIds: Uint32Array, vectors: Uint16Array, dim: number): number {
  let notFinite = 0;
  for (let row = 0; row < tileIds.length; row++) {
    const vector = vectors.subarray(row * dim, (row + 1) * dim);
    if (!areFiniteFloat16(vector)) {
      notFinite++;
      continue;
    }
    into.rows++;
    into.sum = (into.sum + fingerprint(tileIds[row]!, vector)) >>> 0;
  }
  return notFinite;
}

/** FNV-1a over the tile id and the vector's bits, 32 bits. */
function fingerprint(tileId: number, vector: Uint16Array): number {
  let hash = Math.imul(0x811c9dc5 ^ tileId, 0x01000193);
  for (let d = 0; d < vector.length; d++) hash = Math.imul(hash ^ vector[d]!, 0x01000193);
  return hash;
}
