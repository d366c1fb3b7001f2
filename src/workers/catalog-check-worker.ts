import { parentPort, workerData } from 'node:worker_threads';
import { findFileDamage } from '../catalog/database.js';

/** Entry of a thread that reads the whole catalog file once: SQLite's own check of every page. */
parentPort?.postMessage(findFileDamage((workerData as { readonly catalogFile: string }).catalogFile));
