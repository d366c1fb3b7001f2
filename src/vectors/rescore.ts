import { type Block, blocksOf, type Run, wholeSlides } from './blocks.js';
import { asCosine } from './hits.js';
import type { MatMul } from './mat-mul.js';
import type { GroupScores, TileSimilarities } from './port.js';
import type { SlideRows } from './rows.js';

/**
 * For each group of slides and each query the best row: groups × queries, row by row; ties by lower tile id.
 * `queries`: unit vectors, q × dim. A group without rows scores −1 with tile 0.
 */
export async function rescoreGroups(
  groups: readonly (readonly SlideRows[])[],
  queries: Float32Array,
  dim: number,
  matMul: MatMul,
): Promise<GroupScores> {
  const queryCount = queries.length / dim;
  const similarities = new Float32Array(groups.length * queryCount).fill(-2);
  const tileIds = new Uint32Array(similarities.length);
  const runs = groups.flatMap((slides, tag) => wholeSlides(slides).map((run): Run => ({ ...run, tag })));
  for (const block of blocksOf(runs, dim)) {
    keepMaxima(block, await matMul(block.vectors, queries, dim), queryCount, similarities, tileIds);
  }
  return {
    similarities: similarities.map(asCosine),
    tileIds,
    rows: runs.reduce((sum, run) => sum + run.to - run.from, 0),
  };
}

/** For every row of the slides the best similarity over the queries, and the (first) query it belongs to. */
export async function scoreRows(
  slides: readonly SlideRows[],
  queries: Float32Array,
  dim: number,
  matMul: MatMul,
): Promise<TileSimilarities> {
  const queryCount = queries.length / dim;
  const runs = wholeSlides(slides);
  const rows = runs.reduce((sum, run) => sum + run.to, 0);
  const found = {
    tileIds: new Uint32Array(rows),
    slideKeys: new Uint32Array(rows),
    similarities: new Float32Array(rows),
    queries: new Uint16Array(rows),
  };
  let done = 0;
  for (const block of blocksOf(runs, dim)) {
    done = keepBestQuery(block, await matMul(block.vectors, queries, dim), queryCount, found, done);
  }
  return found;
}

function keepMaxima(
  block: Block,
  scores: Float32Array,
  queryCount: number,
  similarities: Float32Array,
  tileIds: Uint32Array,
): void {
  let at = 0;
  for (const segment of block.segments) {
    const first = segment.tag * queryCount;
    for (const tileId of segment.tileIds) {
      for (let cell = first; cell < first + queryCount; cell++, at++) {
        const similarity = scores[at]!;
        const best = similarities[cell]!;
        if (similarity < best || (similarity === best && tileId > tileIds[cell]!)) continue;
        similarities[cell] = similarity;
        tileIds[cell] = tileId;
      }
    }
  }
}

function keepBestQuery(
  block: Block,
  scores: Float32Array,
  queryCount: number,
  found: TileSimilarities,
  done: number,
): number {
  let row = done;
  let at = 0;
  for (const { slide, tileIds } of block.segments) {
    for (const tileId of tileIds) {
      let best = 0;
      for (let q = 1; q < queryCount; q++) if (scores[at + q]! > scores[at + best]!) best = q;
      found.tileIds[row] = tileId;
      found.slideKeys[row] = slide.slideKey;
      found.similarities[row] = asCosine(scores[at + best]!);
      found.queries[row] = best;
      at += queryCount;
      row++;
    }
  }
  return row;
}
