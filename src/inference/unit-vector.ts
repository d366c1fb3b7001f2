import { TesseraError } from '../domain/errors.js';

/**
 * A copy of the vector with length 1.
 * Errors: `bad-vector` when a number is not finite or all are zero: such a vector has no direction, and an
 * index would answer it with arbitrary neighbours.
 */
export function unitVector(vector: Float32Array, modelId: string): Float32Array {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const length = Math.sqrt(squares);
  if (!Number.isFinite(length) || length < 1e-12) {
    const what = Number.isFinite(length) ? 'a vector of length zero' : 'a vector with a non-finite number';
    throw new TesseraError('bad-vector', `Model ${modelId} gave ${what}.`, { details: { id: modelId } });
  }
  return vector.map((value) => value / length);
}
