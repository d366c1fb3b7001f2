import { parentPort, workerData } from 'node:worker_threads';
import { createVectorSource } from '../catalog/vector-source.js';
import { createMatMul } from '../inference/matmul.js';
import { createVectorIndex } from '../vectors/hnsw-index.js';
import { serveIndex } from '../vectors/thread.js';

/** What app.ts hands to the index thread. */
export type IndexWorkerData = {
  /** The catalog's file, read only. */
  readonly catalogFile: string;
  /** Where the cached graphs lie. */
  readonly folder: string;
};

/** Entry of the index thread: it reads the catalog's vectors itself, so that no bulk data crosses the main thread. */
const { catalogFile, folder } = workerData as IndexWorkerData;
if (!parentPort) throw new Error('The index worker runs as a worker thread.');
serveIndex(
  parentPort,
  createVectorIndex({
    folder,
    source: createVectorSource(catalogFile),
    matMul: await createMatMul(),
  }),
);
