import { dot, meanVector, normalise, rowOf } from './vectors.js';

/** Weights of marks in a question (Rocchio 1971; search.md 6). */
const RELEVANT_WEIGHT = 0.75;
const NOT_RELEVANT_WEIGHT = 0.25;

/** Marks of each kind from which on a classifier re-ranks. */
export const MIN_MARKS_TO_LEARN = 3;

/** Vectors of the tiles marked ✓ and ✗. */
export type Marks = {
  readonly relevant: readonly Float32Array[];
  readonly notRelevant: readonly Float32Array[];
};

/**
 * Query tiles moved by marks: q' = normalise(q + 0.75·mean(✓) − 0.25·mean(✗)), tile by tile. `queries`: q × dim
 * unit vectors, row by row; the answer has the same shape. A kind without marks changes nothing.
 */
export function moveQueries(queries: Float32Array, dim: number, marks: Marks): Float32Array {
  const shift = new Float64Array(dim);
  addMean(shift, marks.relevant, RELEVANT_WEIGHT);
  addMean(shift, marks.notRelevant, -NOT_RELEVANT_WEIGHT);
  const moved = new Float32Array(queries.length);
  for (let row = 0; row < queries.length / dim; row++) {
    const query = rowOf(queries, dim, row);
    moved.set(normalise(query.map((value, i) => value + shift[i]!)), row * dim);
  }
  return moved;
}

/** A case of the answer: the vectors of its best tile for each query tile. */
export type MarkedCandidate = { readonly tiles: readonly Float32Array[] };

export type Preference = {
  /** Row in the candidates. */
  readonly index: number;
  /** 0..1, mean over the case's tiles: how much they look like ✓ and not like ✗. */
  readonly preference: number;
};

/**
 * Candidates re-ranked by a linear classifier learned from the marks (search.md 6), most preferred first; ties
 * keep the order given. Undefined with fewer than three marks of either kind: too few to learn from.
 */
export function rerankByMarks(
  candidates: readonly MarkedCandidate[],
  marks: Marks,
): Preference[] | undefined {
  if (Math.min(marks.relevant.length, marks.notRelevant.length) < MIN_MARKS_TO_LEARN) return undefined;
  const prefer = learnPreference(marks);
  return candidates
    .map(({ tiles }, index) => {
      const total = tiles.reduce((sum, tile) => sum + prefer(tile), 0);
      return { index, preference: tiles.length === 0 ? 0 : total / tiles.length };
    })
    .sort((a, b) => b.preference - a.preference || a.index - b.index);
}

/** Steps from zero. Few marks are always separable; stopping early is what keeps the slope from running away. */
const STEPS = 300;

/**
 * Logistic regression, both kinds weighing the same however many marks they have, by gradient descent with the
 * step that its curvature allows: no randomness, so the same marks give the same order. Vectors are centred on
 * the middle of the two kinds, because all tissue shares a large common direction.
 */
function learnPreference({ relevant, notRelevant }: Marks): (vector: Float32Array) => number {
  const [good, bad] = [meanVector(relevant), meanVector(notRelevant)];
  const middle = good.map((value, i) => (value + bad[i]!) / 2);
  const centre = (vector: Float32Array) => vector.map((value, i) => value - middle[i]!);
  const samples = [
    ...relevant.map((vector) => ({ x: centre(vector), y: 1, weight: 0.5 / relevant.length })),
    ...notRelevant.map((vector) => ({ x: centre(vector), y: 0, weight: 0.5 / notRelevant.length })),
  ];
  // Scaled to a mean square length of 1, so that STEPS mean the same for every encoder.
  const scale = Math.sqrt(
    1 /
      Math.max(
        1e-12,
        samples.reduce((sum, s) => sum + s.weight * dot(s.x, s.x), 0),
      ),
  );
  for (const { x } of samples) for (let i = 0; i < x.length; i++) x[i]! *= scale;
  const longest = samples.reduce((most, { x }) => Math.max(most, dot(x, x)), 0);
  const step = 1 / (0.25 * (longest + 1));
  const slope = new Float32Array(middle.length);
  let offset = 0;
  for (let round = 0; round < STEPS; round++) {
    const gradient = new Float64Array(slope.length);
    let offsetGradient = 0;
    for (const { x, y, weight } of samples) {
      const error = weight * (sigmoid(dot(slope, x) + offset) - y);
      for (let i = 0; i < gradient.length; i++) gradient[i]! += error * x[i]!;
      offsetGradient += error;
    }
    for (let i = 0; i < slope.length; i++) slope[i]! -= step * gradient[i]!;
    offset -= step * offsetGradient;
  }
  return (vector) => sigmoid(scale * dot(slope, centre(vector)) + offset);
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

function addMean(shift: Float64Array, vectors: readonly Float32Array[], weight: number): void {
  if (vectors.length === 0) return;
  meanVector(vectors).forEach((value, i) => {
    shift[i]! += weight * value;
  });
}
