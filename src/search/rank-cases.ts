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

type RankParts = Pick<SearchParts, 'catalog' | 'index'>;

export type ScoreRequest = {
  readonly spaceId: string;
  /** Unit vectors, a row per query tile. */
  readonly vectors: Float32Array;
  readonly weights: readonly number[];
  /** Slides that may answer. */
  readonly slides: readonly SearchableSlide[];
  readonly scoring: Scoring;
};

export type RankRequest = ScoreRequest & {
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
export async function rankCases(parts: RankParts, request: RankRequest): Promise<Ranking> {
  const { spaceId, vectors, weights, slides } = request;
  const caseOf = new Map(slides.map(({ slideKey, caseKey }) => [slideKey, caseKey]));
  const start = performance.now();
  const hits = await parts.index.search(spaceId, {
    queries: vectors,
    k: request.nearest ?? NEAREST,
    slides: [...caseOf.keys()],
  });
  const candidates = performance.now() - start;
  const asked = rankCandidates(
    hits,
    weights,
    (key) => caseOf.get(key),
    Math.max(CANDIDATE_LIMIT, request.limit),
  );
  const known = new Set(asked.map(({ caseKey }) => caseKey));
  for (const caseKey of request.alsoCases ?? [])
    if (!known.has(caseKey)) asked.push({ caseKey, vote: 0, matched: 0 });
  const { cases, scores, ms } = await scoreCases(parts, request, asked);
  return { cases, scores, hits, ms: { candidates, rescore: ms } };
}

/** The exact score of each of the cases that are asked, by score; ms of re-scoring beside it. */
export async function scoreCases(
  parts: RankParts,
  { spaceId, vectors, weights, slides, scoring }: ScoreRequest,
  asked: readonly { readonly caseKey: number; readonly matched: number }[],
): Promise<Pick<Ranking, 'cases' | 'scores'> & { readonly ms: number }> {
  const byCase = groupBy(slides, (slide) => slide.caseKey);
  const present = asked.filter(({ caseKey }) => byCase.has(caseKey));
  const groups = present.map(({ caseKey }) => byCase.get(caseKey)!);
  const start = performance.now();
  const scores = await parts.index.rescore(
    spaceId,
    vectors,
    groups.map((group) => group.map((slide) => slide.slideKey)),
  );
  const ms = performance.now() - start;
  const named = present.map(({ matched }, i) => ({ id: groups[i]![0]!.caseId, matched }));
  const fused = fuseByCase(scores, named, weights, {
    rule: scoring === 'median' ? 'median' : 'mean',
    hubness: scoring === 'csls' ? await measureHubness(parts, spaceId, scores, slides) : undefined,
  });
  const cases = fused.map((entry) => ({
    ...entry,
    caseKey: present[entry.index]!.caseKey,
    slides: groups[entry.index]!,
  }));
  return { cases, scores, ms };
}
