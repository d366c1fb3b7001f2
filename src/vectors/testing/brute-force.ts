import { decodeFloat16, encodeFloat16 } from '../../domain/float16.js';
import type { Hits } from '../port.js';

export type Row = { readonly tileId: number; readonly slideKey: number; readonly vector: Float32Array };
export type Found = { readonly tileId: number; readonly slideKey: number; readonly similarity: number };

/** The oracle of the oracle: double precision, no blocks, a plain sort. */
export function nearest(rows: readonly Row[], queries: Float32Array, q: number, k: number): Found[] {
  return rows
    .map(({ tileId, slideKey, vector }) => {
      return { tileId, slideKey, similarity: Math.min(1, Math.fround(product(vector, queries, q))) };
    })
    .sort((a, b) => b.similarity - a.similarity || a.tileId - b.tileId)
    .slice(0, k);
}

/** Stored vector times query q. */
export function product(vector: Float32Array, queries: Float32Array, q: number): number {
  const stored = decodeFloat16(encodeFloat16(vector));
  return stored.reduce((sum, value, d) => sum + value * queries[q * vector.length + d]!, 0);
}

/** List q of the hits. */
export function listOf(hits: Hits, q: number): Found[] {
  return Array.from({ length: hits.offsets[q + 1]! - hits.offsets[q]! }, (_, i) => {
    const at = hits.offsets[q]! + i;
    return {
      tileId: hits.tileIds[at]!,
      slideKey: hits.slideKeys[at]!,
      similarity: hits.similarities[at]!,
    };
  });
}

/** How many of the truth's tiles were found, over all queries. */
export function sharedTiles(found: Hits, truth: Hits): number {
  let shared = 0;
  for (let q = 0; q + 1 < truth.offsets.length; q++) {
    const own = new Set(found.tileIds.subarray(found.offsets[q], found.offsets[q + 1]));
    for (const id of truth.tileIds.subarray(truth.offsets[q], truth.offsets[q + 1]))
      if (own.has(id)) shared++;
  }
  return shared;
}
