import { TesseraError } from './errors.js';

/** How far a length may be from 1: what float16 leaves of a unit vector. */
const UNIT_TOLERANCE = 2e-3;

/** Inner product; of unit vectors the cosine. Both have the same length. */
export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** A new vector of length 1 in the same direction. Errors: `bad-vector` when it has none or is not finite. */
export function normalise(vector: Float32Array): Float32Array {
  const length = Math.sqrt(dot(vector, vector));
  if (!(length > 0) || !Number.isFinite(length)) {
    throw new TesseraError('bad-vector', 'A vector without a finite direction cannot be compared.', {
      details: { length, dim: vector.length },
    });
  }
  return vector.map((value) => value / length);
}

/** True for a finite vector of length 1, as far as float16 keeps it. */
export function isUnit(vector: Float32Array): boolean {
  return Math.abs(Math.sqrt(dot(vector, vector)) - 1) <= UNIT_TOLERANCE;
}

/** Mean of at least one vector, not normalised. */
export function meanVector(vectors: readonly Float32Array[]): Float32Array {
  const sum = new Float64Array(vectors[0]!.length);
  for (const vector of vectors) for (let i = 0; i < sum.length; i++) sum[i]! += vector[i]!;
  return Float32Array.from(sum, (value) => value / vectors.length);
}

/** Row `i` of a matrix kept row by row; a view, not a copy. */
export function rowOf(matrix: Float32Array, dim: number, i: number): Float32Array {
  return matrix.subarray(i * dim, (i + 1) * dim);
}

/** The chosen rows of a matrix as a matrix of their own. */
export function gatherRows(matrix: Float32Array, dim: number, rows: readonly number[]): Float32Array {
  const gathered = new Float32Array(rows.length * dim);
  rows.forEach((row, i) => {
    gathered.set(rowOf(matrix, dim, row), i * dim);
  });
  return gathered;
}
