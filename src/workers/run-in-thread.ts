import { Worker } from 'node:worker_threads';

/** Runs a thread that lives for one answer: what takes seconds must not hold up the server. */
export function runInThread<T>(entry: URL, workerData: unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(entry, { workerData });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}
