import type { SearchableSlide } from '../catalog/port.js';
import { CANDIDATE_LIMIT, rankCandidates } from '../domain/candidates.js';
import { type FusedCase, fuseByCase } from '../domain/fuse.js';
import { groupBy } from '../domain/group.js';
import type { GroupScores, Hits } from '../vectors/port.js';
import { measureHubness } from './hubness.js';
import type { SearchParts } from './parts.js';

/** Nearest tiles per query tile from which candidate cases are drawn (search.md 2). */
export const NEAREST = 100;

/**
 * How the best similarities of the query tiles become the score of a case: their mean, their median, or their mean
 * corrected for tiles that are near to everything (CSLS).
 */
export const SCORINGS = ['mean', 'median', 'csls'] as const;
export type Scoring = (typeof SCORINGS)[number];

export type RankRequest = {
  readonly spaceId: string;
  /** Unit vectors, a row per query tile. */
  readonly vectors: Float32Array;
  readonly weights: readonly number[];
  /** Slides that may answer. */
  readonly slides: readonly SearchableSlide[];
  readonly scoring: Scoring;
  /** Cases wanted: at least as many are re-scored. */
  readonly limit: number;
  /** Nearest tiles per query tile; default NEAREST. */
  readonly nearest?: number | undefined;
  /** Cases that are re-scored whether they own a hit or not (marked ones). */
  readonly alsoCases?: readonly number[] | undefined;
};

export type RankedCase = FusedCase & {
  readonly caseKey: number;
  readonly slides: readonly SearchableSlide[];
};

export type Ranking = {
  /** By score. */
  readonly cases: readonly RankedCase[];
  readonly hits: Hits;
  readonly scores: GroupScores;
  /** Keys of the cases as a classifier learned from marks prefers them; undefined without enough marks. */
  readonly preferred?: readonly number[] | undefined;
  readonly ms: { readonly candidates: number; readonly rescore: number };
};

/** Candidates by nearest tiles, then the exact score of each candidate case over all of its tiles. */
export async function rankCases(
  parts: Pick<SearchParts, 'catalog' | 'index'>,
  request: RankRequest,
): Promise<Ranking> {
  const { index } = parts;
  const { spaceId, vectors, weights, slides, scoring } = request;
  const bySlide = new Map(slides.map((slide) => [slide.slideKey, slide]));
  const byCase = groupBy(slides, (slide) => slide.caseKey);
  const t0 = performance.now();
  const allowed = slides.map((slide) => slide.slideKey);
  const hits = await index.search(spaceId, {
    queries: vectors,
    k: request.nearest ?? NEAREST,
    slides: allowed,
  });
  const t1 = performance.now();
  const candidates = rankCandidates(
    hits,
    weights,
    (key) => bySlide.get(key)?.caseKey,
    Math.max(CANDIDATE_LIMIT, request.limit),
  );
  const known = new Set(candidates.map((candidate) => candidate.caseKey));
  const also = (request.alsoCases ?? []).filter((caseKey) => byCase.has(caseKey) && !known.has(caseKey));
  const asked = [...candidates, ...also.map((caseKey) => ({ caseKey, matched: 0 }))];
  const groups = asked.map(({ caseKey }) => byCase.get(caseKey) as SearchableSlide[]);
  const scores = await index.rescore(
    spaceId,
    vectors,
    groups.map((group) => group.map((slide) => slide.slideKey)),
  );
  const t2 = performance.now();
  const named = asked.map(({ matched }, i) => ({ id: groups[i]![0]!.caseId, matched }));
  const fused = fuseByCase(scores, named, weights, {
    rule: scoring === 'median' ? 'median' : 'mean',
    hubness: scoring === 'csls' ? await measureHubness(parts, spaceId, scores, slides) : undefined,
  });
  return {
    cases: fused.map((entry) => ({
      ...entry,
      caseKey: asked[entry.index]!.caseKey,
      slides: groups[entry.index]!,
    })),
    hits,
    scores,
    ms: { candidates: t1 - t0, rescore: t2 - t1 },
  };
}
