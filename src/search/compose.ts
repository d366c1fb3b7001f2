import type { SearchableSlide } from '../catalog/port.js';
import type { CaseHit, SearchAnswer } from './answer.js';
import { judge } from './judge.js';
import { nameCases } from './name-cases.js';
import type { SearchParts } from './parts.js';
import type { Prepared } from './prepare.js';
import type { Question } from './question.js';
import { placeCases, type SpaceRanking } from './rank-spaces.js';
import { nameTiles } from './tile-view.js';
import { casesByWords } from './words.js';

/** The part of an answer that is worked out; ask.ts adds id and times. */
export type Composed = Omit<SearchAnswer, 'id' | 'createdAt' | 'expiresAt' | 'ms' | 'query'>;

/** Puts the answer together from what each space said: order, regions, evidence, abstention, names. */
export async function composeAnswer(
  parts: SearchParts,
  question: Question,
  prepared: Prepared,
  rankings: readonly SpaceRanking[],
): Promise<Composed> {
  const words = await casesByWords(parts, question, prepared.asker);
  const placed = placeCases(question, rankings, words);
  const [first] = rankings;
  const judged = await judge(parts, question, prepared, first, placed);
  const shown = placed.slice(0, question.k);
  const cases = await nameCases(parts, question, shown, rankings, judged);
  const spaces = rankings.map(({ tiles }) => tiles.space);
  return {
    space: spaces.length > 1 ? spaces.map((space) => space.id) : (spaces[0]?.id ?? null),
    model: spaces[0] ? { id: spaces[0].modelId, sha256: spaces[0].modelSha256 } : null,
    cases,
    ...(question.view === 'tiles' && first ? { tiles: await nameTiles(parts, first, question.k) } : {}),
    ...judged.facts,
    sameSiteShare: sameSiteShare(cases, prepared.asker.site),
    searched: countSearched(first?.slides ?? []),
    rescored: {
      cases: rankings.reduce((sum, { ranking }) => sum + ranking.cases.length, 0),
      tiles: rankings.reduce((sum, { ranking }) => sum + ranking.scores.rows, 0),
    },
  };
}

function countSearched(slides: readonly SearchableSlide[]): SearchAnswer['searched'] {
  return {
    tiles: slides.reduce((sum, slide) => sum + slide.tiles, 0),
    patients: new Set(slides.map((slide) => slide.patientId)).size,
    cases: new Set(slides.map((slide) => slide.caseKey)).size,
  };
}

/** Site and scanner are confounders: the share of answered cases from the asker's own site is shown. */
function sameSiteShare(cases: readonly CaseHit[], site: string | undefined): number | null {
  if (site === undefined || cases.length === 0) return null;
  return cases.filter((entry) => entry.site === site).length / cases.length;
}
