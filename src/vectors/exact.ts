import { BestRows, type Candidate } from './best-rows.js';
import { type Block, blocksOf, type Run } from './blocks.js';
import type { MatMul } from './mat-mul.js';

/**
 * Full scan: per query the `limit` rows of the runs that are most similar, in no order.
 * `queries`: unit vectors, q × dim. The oracle that every faster way is measured against.
 */
export async function scanForBest(
  runs: Iterable<Run>,
  queries: Float32Array,
  dim: number,
  limit: number,
  matMul: MatMul,
): Promise<(readonly Candidate[])[]> {
  const best = Array.from({ length: queries.length / dim }, () => new BestRows(limit));
  for (const block of blocksOf(runs, dim)) {
    offerBlock(block, await matMul(block.vectors, queries, dim), best);
  }
  return best.map((one) => one.candidates());
}

function offerBlock(block: Block, scores: Float32Array, best: readonly BestRows[]): void {
  const floors = Float64Array.from(best, (one) => one.floor);
  let at = 0;
  for (const { slide, firstRow, tileIds } of block.segments) {
    for (let i = 0; i < tileIds.length; i++) {
      for (let q = 0; q < floors.length; q++, at++) {
        const similarity = scores[at]!;
        if (similarity < floors[q]!) continue;
        best[q]!.offer({ slide, row: firstRow + i, tileId: tileIds[i]!, similarity });
        floors[q] = best[q]!.floor;
      }
    }
  }
}
