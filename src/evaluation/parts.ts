import type { Catalog, SearchableSlide } from '../catalog/port.js';
import type { Filters } from '../domain/cases.js';

/** What measuring works with; app.ts gives it. */
export type EvaluationParts = {
  readonly catalog: Catalog;
  /** Orders the cases of `slides` for unit query vectors, as a search does (search/rank-cases.ts). */
  readonly rankCases: (request: {
    spaceId: string;
    vectors: Float32Array;
    weights: readonly number[];
    slides: readonly SearchableSlide[];
    rule: 'mean' | 'median';
    limit: number;
  }) => Promise<{ readonly cases: readonly { readonly caseKey: number }[] }>;
};

export type RetrievalQuestion = {
  readonly label: 'diagnosis' | 'organ';
  readonly spaceId?: string | undefined;
  readonly filters?: Filters | undefined;
};
