import type { Measuring } from '../evaluation/parts.js';
import type { MeasureWorkerData } from './measure-worker.js';
import { runInThread } from './run-in-thread.js';

/** The arithmetic of reports, each in a thread of its own. `entry`: the built measure-worker. */
export function createMeasuring(entry: URL): Measuring {
  const run = <T>(data: MeasureWorkerData) => runInThread<T>(entry, data);
  return {
    evaluate: (queries, options) => run({ kind: 'retrieval', queries, options }),
    compare: (first, second, options) => run({ kind: 'comparison', first, second, options }),
    rankTiles: (vectors, dim, tiles) => run({ kind: 'tiles', vectors, dim, tiles }),
    siteBias: (cases, queries) => run({ kind: 'site-bias', cases, queries }),
  };
}
