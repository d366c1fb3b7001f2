import { decodeFloat16 } from '../domain/float16.js';
import { type Candidate, isBetter } from './best-rows.js';
import { dot } from './mat-mul.js';
import type { Hits } from './port.js';
import { vectorAt } from './rows.js';

/**
 * More candidates than asked, so that rows that differ only by the rounding of a product (it may sum in
 * another order at a block's edge, and the graph in yet another) are put in order by their true similarity.
 */
export const SPARE_CANDIDATES = 16;

/**
 * Candidates → the k best of a query, in order, each with its similarity summed in double precision: the same
 * rows have the same similarity whichever way they were found. Rows of removed slides are dropped.
 */
export function settle(
  candidates: readonly Candidate[],
  queries: Float32Array,
  query: number,
  dim: number,
  k: number,
): Candidate[] {
  const row = new Float32Array(dim);
  const settled: Candidate[] = [];
  for (const { slide, row: at, tileId } of candidates) {
    if (!slide.alive) continue;
    decodeFloat16(vectorAt(slide, at, dim), row);
    const similarity = asCosine(Math.fround(dot(row, queries, query * dim)));
    settled.push({ slide, row: at, tileId, similarity });
  }
  return settled.sort((a, b) => (isBetter(a, b) ? -1 : 1)).slice(0, k);
}

/** float16 rounding can carry the product of two equal unit vectors a hair beyond 1. */
export function asCosine(similarity: number): number {
  return Math.max(-1, Math.min(1, similarity));
}

/** Lists of rows → the port's flat form. */
export function packHits(
  lists: readonly (readonly Candidate[])[],
  searchedRows: number,
  method: Hits['method'],
): Hits {
  const offsets = new Uint32Array(lists.length + 1);
  lists.forEach((list, q) => {
    offsets[q + 1] = offsets[q]! + list.length;
  });
  const all = lists.flat();
  return {
    offsets,
    tileIds: Uint32Array.from(all, (hit) => hit.tileId),
    slideKeys: Uint32Array.from(all, (hit) => hit.slide.slideKey),
    similarities: Float32Array.from(all, (hit) => hit.similarity),
    searchedRows,
    method,
  };
}
