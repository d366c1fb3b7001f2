import { decodeFloat16 } from '../domain/float16.js';
import { findMedoids } from '../domain/medoids.js';
import { gatherRows } from '../domain/vectors.js';
import type { MosaicRows } from './port.js';
import type { SlideRows } from './rows.js';

/** The rows that stand for all rows of the slides, or for those of them that `only` names (domain/medoids.ts). */
export function pickMosaic(
  slides: readonly SlideRows[],
  dim: number,
  count: number,
  only: readonly number[] | undefined,
): MosaicRows {
  const wanted = only && new Set(only);
  const tileIds: number[] = [];
  const parts: Float32Array[] = [];
  for (const { chunks } of slides) {
    for (const chunk of chunks) {
      for (let row = 0; row < chunk.rows; row++) {
        const tileId = chunk.tileIds[row]!;
        if (wanted && !wanted.has(tileId)) continue;
        tileIds.push(tileId);
        parts.push(decodeFloat16(chunk.vectors.subarray(row * dim, (row + 1) * dim)));
      }
    }
  }
  const vectors = new Float32Array(parts.length * dim);
  parts.forEach((part, i) => {
    vectors.set(part, i * dim);
  });
  const { medoids, weights, coverage } = findMedoids(vectors, dim, count);
  return {
    tileIds: Uint32Array.from(medoids, (row) => tileIds[row]!),
    vectors: gatherRows(vectors, dim, medoids),
    weights: Float32Array.from(weights),
    coverage,
    rows: tileIds.length,
  };
}
