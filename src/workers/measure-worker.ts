import { parentPort, workerData } from 'node:worker_threads';
import {
  evaluateRetrieval,
  type RetrievalOptions,
  type RetrievalQuery,
} from '../domain/metrics/retrieval.js';

/** What one run of the measuring thread is given. */
export type MeasureWorkerData = {
  readonly queries: readonly RetrievalQuery[];
  readonly options: RetrievalOptions;
};

/** Entry of a thread that lives for one report: thousands of bootstrap draws must not hold up the server. */
const { queries, options } = workerData as MeasureWorkerData;
parentPort?.postMessage(evaluateRetrieval(queries, options));
