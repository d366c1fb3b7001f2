import { parentPort, workerData } from 'node:worker_threads';
import { findCatalogFaults } from '../catalog/check/find-faults.js';

/** Entry of a thread that reads the whole catalog once, and checks all that is derived in it. */
parentPort?.postMessage(findCatalogFaults((workerData as { readonly catalogFile: string }).catalogFile));
