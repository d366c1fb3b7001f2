import type { Catalog, SearchableSlide } from '../catalog/port.js';
import type { Box } from '../domain/geometry.js';
import type { RetrievalComparison } from '../domain/metrics/compare-retrieval.js';
import type { LabelledTile } from '../domain/metrics/rank-tiles.js';
import type { RetrievalOptions, RetrievalQuery, RetrievalReport } from '../domain/metrics/retrieval.js';
import type { SiteBias, SiteCase, SiteQuery } from '../domain/metrics/site-bias.js';
import type { ModelManifest } from '../domain/models.js';
import type { JobQueue, TileWorkers } from '../jobs/port.js';
import type { VectorIndex } from '../vectors/port.js';

/** The arithmetic of reports (domain/metrics), where it holds up nobody. */
export type Measuring = {
  readonly evaluate: (
    queries: readonly RetrievalQuery[],
    options: RetrievalOptions,
  ) => Promise<RetrievalReport>;
  readonly compare: (
    first: readonly RetrievalQuery[],
    second: readonly RetrievalQuery[],
    options: RetrievalOptions,
  ) => Promise<RetrievalComparison>;
  readonly rankTiles: (
    vectors: Float32Array,
    dim: number,
    tiles: readonly LabelledTile[],
  ) => Promise<RetrievalQuery[]>;
  readonly siteBias: (cases: readonly SiteCase[], queries: readonly SiteQuery[]) => Promise<SiteBias>;
};

/** What measuring an archive works with; app.ts gives it. */
export type EvaluationParts = Measuring & {
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
  /** Tiles of other patients nearest to a region, best first, as a search with `view=tiles` finds them. */
  readonly nearestTiles: (question: {
    readonly slideId: string;
    readonly region: Box;
    readonly spaceId: string;
    readonly k: number;
  }) => Promise<readonly { readonly tileId: number }[]>;
};

/** What measuring labelled pictures works with: no archive. */
export type TileEvaluationParts = Pick<Measuring, 'evaluate' | 'rankTiles'> & {
  readonly workers: TileWorkers;
  /** A model's manifest and folder. Throws `not-found` or `model-refused`. */
  readonly model: (id: string) => Promise<{ readonly manifest: ModelManifest; readonly folder: string }>;
};
