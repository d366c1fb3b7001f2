import { parentPort, workerData } from 'node:worker_threads';
import { compareRetrieval } from '../domain/metrics/compare-retrieval.js';
import { type LabelledTile, rankTiles } from '../domain/metrics/rank-tiles.js';
import {
  evaluateRetrieval,
  type RetrievalOptions,
  type RetrievalQuery,
} from '../domain/metrics/retrieval.js';
import { measureSiteBias, type SiteCase, type SiteQuery } from '../domain/metrics/site-bias.js';

/** What one run of the measuring thread is given. */
export type MeasureWorkerData =
  | {
      readonly kind: 'retrieval';
      readonly queries: readonly RetrievalQuery[];
      readonly options: RetrievalOptions;
    }
  | {
      readonly kind: 'comparison';
      readonly first: readonly RetrievalQuery[];
      readonly second: readonly RetrievalQuery[];
      readonly options: RetrievalOptions;
    }
  | {
      readonly kind: 'tiles';
      readonly vectors: Float32Array;
      readonly dim: number;
      readonly tiles: readonly LabelledTile[];
    }
  | {
      readonly kind: 'site-bias';
      readonly cases: readonly SiteCase[];
      readonly queries: readonly SiteQuery[];
    };

/** Entry of a thread that lives for one report: thousands of bootstrap draws must not hold up the server. */
function measure(data: MeasureWorkerData): unknown {
  if (data.kind === 'comparison') return compareRetrieval(data.first, data.second, data.options);
  if (data.kind === 'tiles') return rankTiles(data.vectors, data.dim, data.tiles);
  if (data.kind === 'site-bias') return measureSiteBias(data.cases, data.queries);
  return evaluateRetrieval(data.queries, data.options);
}

parentPort?.postMessage(measure(workerData as MeasureWorkerData));
