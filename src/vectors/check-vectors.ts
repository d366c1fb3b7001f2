import { TesseraError } from '../domain/errors.js';
import { areFiniteFloat16 } from '../domain/float16.js';

/** Keys are kept in 32 bits, here and by native code: one above would silently become another. */
const MAX_KEY = 0xffff_ffff;

/** Query vectors, q × dim → q. Errors: `bad-vector` for none, a wrong length or a value that is not finite. */
export function countQueries(queries: Float32Array, dim: number): number {
  if (queries.length === 0 || queries.length % dim !== 0) {
    throw new TesseraError('bad-vector', `Query vectors of this space have ${dim} values each`, {
      details: { dim, values: queries.length },
    });
  }
  const at = queries.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) {
    throw new TesseraError('bad-vector', 'A query vector holds a value that is not a finite number', {
      details: { query: Math.floor(at / dim), position: at % dim },
    });
  }
  return queries.length / dim;
}

/** Errors: `invalid-input` unless k is a whole number of at least 1. */
export function checkK(k: number): void {
  if (!Number.isInteger(k) || k < 1) {
    throw new TesseraError('invalid-input', 'The number of nearest tiles must be a whole number from 1', {
      details: { k },
    });
  }
}

/**
 * The rows of a batch from the catalog that can be searched; the others are pushed onto `refused`.
 * Errors: `bad-vector` when the batch has not one row of `dim` values per tile, or keys beyond 32 bits.
 */
export function finiteRows(batch: Batch, dim: number, refused: number[]): Batch {
  const { slideKey, tileIds, vectors } = batch;
  if (vectors.length !== tileIds.length * dim || slideKey < 0 || slideKey > MAX_KEY) {
    throw new TesseraError('bad-vector', `Stored vectors of this space have ${dim} values each`, {
      details: { slideKey, dim, tiles: tileIds.length, values: vectors.length },
    });
  }
  if (areFiniteFloat16(vectors)) return batch;
  const rowOf = (row: number) => vectors.subarray(row * dim, (row + 1) * dim);
  const good: number[] = [];
  tileIds.forEach((tileId, row) => {
    if (areFiniteFloat16(rowOf(row))) good.push(row);
    else refused.push(tileId);
  });
  const kept = new Uint16Array(good.length * dim);
  good.forEach((row, i) => {
    kept.set(rowOf(row), i * dim);
  });
  return { slideKey, tileIds: Uint32Array.from(good, (row) => tileIds[row]!), vectors: kept };
}

export type Batch = {
  readonly slideKey: number;
  readonly tileIds: Uint32Array;
  readonly vectors: Uint16Array;
};
