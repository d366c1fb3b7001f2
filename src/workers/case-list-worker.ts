import { parentPort, workerData } from 'node:worker_threads';
import { type CaseListFile, readCaseList } from '../archive/case-lists.js';

/** Entry of a thread that reads one case list. */
parentPort?.postMessage(readCaseList(workerData as CaseListFile));
