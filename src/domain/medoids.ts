import { createRng, drawSample } from './rng.js';
import { gatherRows } from './vectors.js';

/** Query tiles of a mosaic (search.md 1). */
export const MOSAIC_TILES = 64;

/**
 * Medoids are chosen among at most this many vectors (an even sample with a fixed seed), which bounds the time
 * to about half a second at 256-d; weights and coverage are counted over all vectors all the same.
 */
export const MEDOID_SAMPLE = 2048;

const SAMPLE_SEED = 64;
/** k-medoids rarely moves after five rounds. */
const MAX_ROUNDS = 12;
/** Vectors this near to a medoid are copies of it: a further medoid would say nothing new. */
const COPY_SIMILARITY = 1 - 1e-6;

export type Medoids = {
  /** Rows of the medoids, rising. */
  readonly medoids: readonly number[];
  /** Vectors nearest to each medoid, itself included; they sum to n. */
  readonly weights: readonly number[];
  /** Mean similarity of a vector to its medoid. */
  readonly coverage: number;
};

/**
 * A mosaic: at most `count` of the vectors that stand for all, each weighing as many as it stands for
 * (search.md 1: farthest-point start, then k-medoids in cosine). Deterministic; fewer than `count` come back
 * when the vectors hold fewer different ones. `vectors`: n × dim unit vectors, row by row.
 */
export function findMedoids(vectors: Float32Array, dim: number, count: number = MOSAIC_TILES): Medoids {
  const n = vectors.length / dim;
  if (n === 0) return { medoids: [], weights: [], coverage: 1 };
  if (n <= count) return { medoids: allRows(n), weights: new Array<number>(n).fill(1), coverage: 1 };
  const sample = drawSample(createRng(SAMPLE_SEED), n, MEDOID_SAMPLE);
  const points = sample.length === n ? vectors : gatherRows(vectors, dim, sample);
  const chosen = refine(points, dim, startFarthest(points, dim, count));
  const medoids = chosen.map((row) => sample[row]!).sort((a, b) => a - b);
  const { owners, nearest } = assign(
    medoids,
    medoids.map((medoid) => similaritiesTo(vectors, dim, medoid)),
  );
  const weights = new Array<number>(medoids.length).fill(0);
  for (const owner of owners) weights[owner]!++;
  return { medoids, weights, coverage: nearest.reduce((sum, value) => sum + value, 0) / n };
}

/** Medoids with the similarity of every point to each of them, which costs the most and changes only where one moves. */
type Chosen = { readonly rows: number[]; readonly similarities: Float64Array[] };

/** The most central vector, then always the one least similar to those taken; ties: the lower row. */
function startFarthest(points: Float32Array, dim: number, count: number): Chosen {
  const n = points.length / dim;
  const rows = [mostSimilarRow(points, dim, allRows(n), sumRows(points, dim, allRows(n)))];
  const similarities: Float64Array[] = [];
  const nearest = new Float64Array(n).fill(Number.NEGATIVE_INFINITY);
  while (true) {
    const toLast = similaritiesTo(points, dim, rows.at(-1)!);
    similarities.push(toLast);
    let farthest = 0;
    for (let row = 0; row < n; row++) {
      nearest[row] = Math.max(nearest[row]!, toLast[row]!);
      if (nearest[row]! < nearest[farthest]!) farthest = row;
    }
    if (rows.length === count || nearest[farthest]! > COPY_SIMILARITY) return { rows, similarities };
    rows.push(farthest);
  }
}

/**
 * Assigns every vector to its nearest medoid and moves each medoid to the middle of its own, until none moves.
 * For unit vectors the member with the highest similarity to all members is the one most similar to their sum,
 * so a round costs at most n · k inner products and not n².
 */
function refine(points: Float32Array, dim: number, { rows, similarities }: Chosen): number[] {
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const { owners } = assign(rows, similarities);
    const members = rows.map((): number[] => []);
    owners.forEach((owner, row) => {
      members[owner]!.push(row);
    });
    const moved = members.map((own) => mostSimilarRow(points, dim, own, sumRows(points, dim, own)));
    if (moved.every((row, place) => row === rows[place])) break;
    for (const [place, row] of moved.entries()) {
      if (row === rows[place]) continue;
      rows[place] = row;
      similarities[place] = similaritiesTo(points, dim, row);
    }
  }
  return rows;
}

/** For each vector its most similar medoid (its place in the list; ties: the first). */
function assign(medoids: readonly number[], similarities: readonly Float64Array[]) {
  const n = similarities[0]!.length;
  const owners = new Uint32Array(n);
  const nearest = new Float64Array(n).fill(Number.NEGATIVE_INFINITY);
  for (const [place, own] of similarities.entries()) {
    for (let row = 0; row < n; row++) {
      if (own[row]! <= nearest[row]!) continue;
      nearest[row] = own[row]!;
      owners[row] = place;
    }
  }
  // A medoid owns itself, even where a copy of it stands earlier in the list.
  for (const [place, medoid] of medoids.entries()) {
    owners[medoid] = place;
    nearest[medoid] = 1;
  }
  return { owners, nearest };
}

function similaritiesTo(points: Float32Array, dim: number, medoid: number): Float64Array {
  const similarities = new Float64Array(points.length / dim);
  for (let row = 0; row < similarities.length; row++) similarities[row] = dotRows(points, dim, medoid, row);
  return similarities;
}

/** Inner product of two rows. Four sums at a time: one alone waits for itself, and a view per row costs more. */
function dotRows(points: Float32Array, dim: number, a: number, b: number): number {
  const [from, to] = [a * dim, b * dim];
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  let i = 0;
  for (; i + 3 < dim; i += 4) {
    s0 += points[from + i]! * points[to + i]!;
    s1 += points[from + i + 1]! * points[to + i + 1]!;
    s2 += points[from + i + 2]! * points[to + i + 2]!;
    s3 += points[from + i + 3]! * points[to + i + 3]!;
  }
  for (; i < dim; i++) s0 += points[from + i]! * points[to + i]!;
  return s0 + s1 + s2 + s3;
}

function mostSimilarRow(
  points: Float32Array,
  dim: number,
  rows: readonly number[],
  to: Float64Array,
): number {
  let [best, most] = [rows[0]!, Number.NEGATIVE_INFINITY];
  for (const row of rows) {
    let similarity = 0;
    for (let i = 0; i < dim; i++) similarity += points[row * dim + i]! * to[i]!;
    if (similarity > most) [best, most] = [row, similarity];
  }
  return best;
}

function sumRows(points: Float32Array, dim: number, rows: readonly number[]): Float64Array {
  const sum = new Float64Array(dim);
  for (const row of rows) for (let i = 0; i < dim; i++) sum[i]! += points[row * dim + i]!;
  return sum;
}

function allRows(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}
