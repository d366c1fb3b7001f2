import { randomBytes } from 'node:crypto';
import { TesseraError } from '../domain/errors.js';
import { plainFilters, type QueryFacts, type SearchAnswer } from './answer.js';
import { composeAnswer } from './compose.js';
import { checkTiles } from './marks-exist.js';
import type { SearchParts } from './parts.js';
import { type Prepared, prepare } from './prepare.js';
import { checkQuestion, type Question } from './question.js';
import { rankSpaces } from './rank-spaces.js';
import { keepSearch } from './stored.js';

/**
 * The main job: a region, picture, whole slide or words come as a question; similar regions of archived cases go
 * back with their diagnoses, the evidence behind them and, where it is so, the honest "nothing similar".
 * The same question on the same archive has the same answer in the same order. Stored under an opaque id.
 * Errors: `invalid-input`, `not-found`, `too-coarse`, `too-small`, slide tags.
 */
export async function ask(parts: SearchParts, question: Question, actor: string): Promise<SearchAnswer> {
  const { answer, prepared } = await answerNow(parts, question);
  await keepSearch(parts, 'add', { answer, question, prepared, actor });
  return answer;
}

/** The same without keeping anything: for those who look in passing. Its id opens nothing. Errors: as `ask`. */
export async function answerNow(
  parts: SearchParts,
  question: Question,
): Promise<{ readonly answer: SearchAnswer; readonly prepared: Prepared }> {
  checkQuestion(question);
  await checkTiles(parts, [...question.relevant, ...question.notRelevant]);
  for (let tries = 1; ; tries++) {
    const started = performance.now();
    let prepared: Prepared | undefined;
    try {
      prepared = await prepare(parts, question);
      const embedded = performance.now();
      const answer = await answerQuestion(parts, question, prepared, {
        id: newSearchId(),
        createdAt: parts.now(),
        embedMs: embedded - started,
      });
      return { answer, prepared };
    } catch (error) {
      const isNamed = question.space !== undefined && question.space !== 'all';
      if (isNamed || tries === MAX_TRIES || !(await spacesWent(parts, prepared, error))) throw error;
    }
  }
}

/** A question whose space is dropped under its hands begins anew; each time takes another switch-over and drop. */
const MAX_TRIES = 3;

/** Whether a question failed since the spaces that it was asked in are not there any more. */
async function spacesWent(
  { catalog }: SearchParts,
  prepared: Prepared | undefined,
  error: unknown,
): Promise<boolean> {
  if (error instanceof TesseraError && error.tag === 'not-found' && error.details?.spaceId) return true;
  return catalog.tiles.checkThere((prepared?.tiles ?? []).map(({ space }) => space.id)).then(
    () => false,
    () => true,
  );
}

export function newSearchId(): string {
  return `q_${randomBytes(15).toString('base64url')}`;
}

/** Answers a question whose tiles are embedded; also the way in which marks re-ask. */
export async function answerQuestion(
  parts: SearchParts,
  question: Question,
  prepared: Prepared,
  { id, createdAt, embedMs }: { id: string; createdAt: number; embedMs: number },
): Promise<SearchAnswer> {
  const started = performance.now();
  const rankings = await rankSpaces(parts, question, prepared);
  const ranked = performance.now();
  const composed = await composeAnswer(parts, question, prepared, rankings);
  // Whoever drops a space hides it first: while it is there, none of its rows was missing.
  await parts.catalog.tiles.checkThere(prepared.tiles.map(({ space }) => space.id));
  const done = performance.now();
  const stage = (pick: (ms: { candidates: number; rescore: number }) => number) =>
    round(rankings.reduce((sum, { ranking }) => sum + pick(ranking.ms), 0));
  return {
    id,
    createdAt: new Date(createdAt).toISOString(),
    expiresAt: new Date(createdAt + parts.settings.searchMs).toISOString(),
    query: queryFacts(question, prepared),
    ...composed,
    ms: {
      total: round(embedMs + done - started),
      embed: round(embedMs),
      candidates: stage((ms) => ms.candidates),
      rescore: stage((ms) => ms.rescore),
      compose: round(done - ranked),
    },
  };
}

function queryFacts(question: Question, { kind, asker, tiles }: Prepared): QueryFacts {
  const [first] = tiles;
  return {
    slideId: asker.slideId ?? null,
    kind,
    tiles: first?.weights.length ?? 0,
    mpp: asker.mpp ?? null,
    boxes: [...(first?.boxes ?? [])],
    padded: first?.padded ?? false,
    coverage: first?.coverage ?? null,
    represents: first?.weights.reduce((sum, weight) => sum + weight, 0) ?? 0,
    text: question.text?.trim() || null,
    filters: plainFilters(question.filters),
    k: question.k,
    includeOwnPatient: question.includeOwnPatient,
    relevant: [...question.relevant],
    notRelevant: [...question.notRelevant],
  };
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
