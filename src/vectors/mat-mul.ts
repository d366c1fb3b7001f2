import { decodeFloat16 } from '../domain/float16.js';

/**
 * Product of stored rows with queries: scores[i · queryCount + q] = row i · query q.
 * `rows`: float16 bits, n × dim; `queries`: float32, q × dim; both row by row. Leaves its arguments as they are.
 */
export type MatMul = (rows: Uint16Array, queries: Float32Array, dim: number) => Promise<Float32Array>;

/** The product in plain code: slow, needs nothing, and the yardstick of faster ones. */
export const plainMatMul: MatMul = async (rows, queries, dim) => {
  const rowCount = rows.length / dim;
  const queryCount = queries.length / dim;
  const scores = new Float32Array(rowCount * queryCount);
  const row = new Float32Array(dim);
  for (let i = 0; i < rowCount; i++) {
    decodeFloat16(rows.subarray(i * dim, (i + 1) * dim), row);
    for (let q = 0; q < queryCount; q++) scores[i * queryCount + q] = dot(row, queries, q * dim);
  }
  return scores;
};

/** Σ row[d] · queries[at + d], summed in double precision. */
export function dot(row: Float32Array, queries: Float32Array, at: number): number {
  let sum = 0;
  for (let d = 0; d < row.length; d++) sum += row[d]! * queries[at + d]!;
  return sum;
}
