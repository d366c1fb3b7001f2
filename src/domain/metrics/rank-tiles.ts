import { dot, rowOf } from '../vectors.js';
import { DEEPEST_RANK, type RetrievalQuery } from './retrieval-marks.js';

/** One labelled tile of a list, in the order of the rows of its vectors. */
export type LabelledTile = {
  readonly label: string;
  /** What it never answers within: patient, slide, source photograph. */
  readonly group: string;
  readonly asks: boolean;
  readonly answers: boolean;
};

/**
 * Every asking tile with the labels of its nearest answering tiles of other groups, by cosine; ties by the order of
 * the list. `vectors`: unit vectors, a row per tile. Exact: all pairs are compared.
 */
export function rankTiles(
  vectors: Float32Array,
  dim: number,
  tiles: readonly LabelledTile[],
): RetrievalQuery[] {
  return tiles.flatMap(({ asks, label, group }, i): RetrievalQuery[] => {
    if (!asks) return [];
    const may = (other: LabelledTile) => other.answers && other.group !== group;
    const nearest = nearestRows(rowOf(vectors, dim, i), vectors, dim, (row) => may(tiles[row]!));
    const relevantInArchive = tiles.filter((other) => may(other) && other.label === label).length;
    return [{ patientId: group, label, ranked: nearest.map((row) => tiles[row]!.label), relevantInArchive }];
  });
}

/** The nearest rows of those that may answer, best first. */
function nearestRows(
  query: Float32Array,
  vectors: Float32Array,
  dim: number,
  may: (row: number) => boolean,
): number[] {
  const best: { row: number; similarity: number }[] = [];
  for (let row = 0; row * dim < vectors.length; row++) {
    if (!may(row)) continue;
    const similarity = dot(query, rowOf(vectors, dim, row));
    if (best.length === DEEPEST_RANK && similarity <= best[DEEPEST_RANK - 1]!.similarity) continue;
    const place = best.findIndex((other) => other.similarity < similarity);
    best.splice(place < 0 ? best.length : place, 0, { row, similarity });
    best.length = Math.min(best.length, DEEPEST_RANK);
  }
  return best.map(({ row }) => row);
}
