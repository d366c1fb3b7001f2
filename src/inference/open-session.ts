import { InferenceSession } from 'onnxruntime-node';
import { TesseraError } from '../domain/errors.js';

export type SessionOptions = {
  /** Threads of ONNX Runtime. One per worker: with the other core busy, two are slower than one (they spin). */
  readonly threads?: number;
  /** Execution providers of ONNX Runtime, in order of preference. */
  readonly providers?: readonly string[];
};

/**
 * A session on one CPU thread unless told otherwise; `subject` names it in the error. A model whose weights lie in
 * files beside it is given by its path.
 */
export async function openSession(
  subject: string,
  model: Uint8Array | string,
  { threads = 1, providers = ['cpu'] }: SessionOptions = {},
): Promise<InferenceSession> {
  const options: InferenceSession.SessionOptions = {
    executionProviders: [...providers],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    logSeverityLevel: 4,
  };
  try {
    return typeof model === 'string'
      ? await InferenceSession.create(model, options)
      : await InferenceSession.create(model, options);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TesseraError('model-refused', `ONNX Runtime cannot open the model of ${subject}: ${reason}`, {
      hint: 'Export the model again (one file, uint8 or float32 input, operator set of ONNX Runtime 1.30 or older).',
      details: { subject },
      cause,
    });
  }
}
