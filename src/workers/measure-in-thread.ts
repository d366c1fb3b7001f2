import { Worker } from 'node:worker_threads';
import type { RetrievalOptions, RetrievalQuery, RetrievalReport } from '../domain/metrics/retrieval.js';
import type { MeasureWorkerData } from './measure-worker.js';

/** evaluateRetrieval in a thread of its own. */
export function measureInThread(
  queries: readonly RetrievalQuery[],
  options: RetrievalOptions,
): Promise<RetrievalReport> {
  return new Promise((resolve, reject) => {
    const entry = new URL('./measure-worker.js', import.meta.url);
    const worker = new Worker(entry, { workerData: { queries, options } satisfies MeasureWorkerData });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}
