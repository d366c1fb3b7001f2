import type { Catalog, SearchableSlide } from '../catalog/port.js';
import type { RetrievalOptions, RetrievalQuery, RetrievalReport } from '../domain/metrics/retrieval.js';
import type { JobQueue } from '../jobs/port.js';
import type { VectorIndex } from '../vectors/port.js';

/** What measuring works with; app.ts gives it. */
export type EvaluationParts = {
  readonly catalog: Catalog;
  readonly queue: JobQueue;
  readonly index: VectorIndex;
  /** Orders the cases of `slides` for unit query vectors, as a search does (search/rank-cases.ts). */
  readonly rankCases: (request: {
    readonly spaceId: string;
    readonly vectors: Float32Array;
    readonly weights: readonly number[];
    readonly slides: readonly SearchableSlide[];
    readonly scoring: 'mean' | 'median' | 'csls';
    readonly limit: number;
  }) => Promise<{ readonly cases: readonly { readonly caseKey: number }[] }>;
  /** domain/metrics/retrieval.ts, where it holds up nobody. */
  readonly evaluate: (
    queries: readonly RetrievalQuery[],
    options: RetrievalOptions,
  ) => Promise<RetrievalReport>;
};
