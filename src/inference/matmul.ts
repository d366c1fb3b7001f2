import { type InferenceSession, Tensor } from 'onnxruntime-node';
import { TesseraError } from '../domain/errors.js';
import { onnxGraph } from './onnx/graph.js';
import { openSession } from './open-session.js';
import type { MatMul } from './port.js';

export type MatMulOptions = {
  /** Threads of ONNX Runtime; one is far inside the budget and leaves the other cores to the tile workers. */
  readonly threads?: number;
  /** Rows per step. 4,096 rows × 256 numbers in float32 are 4 MB, which stays in the processor's cache. */
  readonly chunkRows?: number;
};

/**
 * The product that exact re-scoring needs, done by ONNX Runtime: float16 rows are widened and multiplied step
 * by step. Blocks its thread while it computes. Measured by scripts/measure-matmul.mjs: about 8 ms for
 * 100,000 × 256 with one query and 45 ms with 64, on one thread.
 * Errors: `bad-vector` when the lengths do not divide by `dim`.
 */
export async function createMatMul({ threads = 1, chunkRows = 4096 }: MatMulOptions = {}): Promise<MatMul> {
  const session = await openSession('matmul', matMulModel(), { threads });
  return async (rows, queries, dim) => {
    checkLengths(rows, queries, dim);
    const rowCount = rows.length / dim;
    const queryCount = queries.length / dim;
    const scores = new Float32Array(rowCount * queryCount);
    if (scores.length === 0) return scores;
    const columns = new Tensor('float32', transposed(queries, dim), [dim, queryCount]);
    for (let from = 0; from < rowCount; from += chunkRows) {
      const to = Math.min(rowCount, from + chunkRows);
      const part = new Tensor('float16', rows.subarray(from * dim, to * dim), [to - from, dim]);
      scores.set(await product(session, part, columns), from * queryCount);
    }
    return scores;
  };
}

/** rows (float16) [rows, dim] · queries (float32) [dim, queries] → scores [rows, queries]. */
function matMulModel(): Uint8Array {
  const graph = onnxGraph('matmul');
  const rows = graph.input('rows', 'float16', ['rows', 'dim']);
  const queries = graph.input('queries', 'float32', ['dim', 'queries']);
  const wide = graph.op('Cast', [rows], { to: 1 });
  graph.output(graph.op('MatMul', [wide, queries]), 'float32', ['rows', 'queries'], 'scores');
  return graph.toModel(17);
}

async function product(session: InferenceSession, rows: Tensor, queries: Tensor): Promise<Float32Array> {
  const { scores } = await session.run({ rows, queries });
  return (scores as Tensor).data as Float32Array;
}

/** ONNX Runtime's MatMul with one query is twice as fast as a Gemm that transposes for itself. */
function transposed(queries: Float32Array, dim: number): Float32Array {
  const count = queries.length / dim;
  const columns = new Float32Array(queries.length);
  for (let q = 0; q < count; q += 1) {
    for (let d = 0; d < dim; d += 1) columns[d * count + q] = queries[q * dim + d] as number;
  }
  return columns;
}

function checkLengths(rows: Uint16Array, queries: Float32Array, dim: number): void {
  if (Number.isInteger(dim) && dim > 0 && rows.length % dim === 0 && queries.length % dim === 0) return;
  throw new TesseraError(
    'bad-vector',
    `Vectors of ${dim} numbers cannot be cut out of ${rows.length} and ${queries.length} numbers.`,
    { details: { rows: rows.length, queries: queries.length, dim } },
  );
}
