import type { Filters } from '../domain/cases.js';
import type { SearchAnswer } from './answer.js';
import { answerQuestion, newSearchId } from './ask.js';
import type { SearchParts } from './parts.js';
import { checkQuestion } from './question.js';
import { keepSearch, openSearch } from './stored.js';

/** What can change in a question whose tiles are embedded already; the rest stays as it was. */
export type Refinement = {
  readonly filters?: Filters | undefined;
  readonly k?: number | undefined;
  readonly includeOwnPatient?: boolean | undefined;
  /** Words that are asked as well; empty: none any more. */
  readonly text?: string | undefined;
};

/**
 * Asks a stored question again among other cases. The answer has an id of its own, so that the address of the
 * first one keeps showing what it showed. Errors: `not-found`, `invalid-input` when nothing is left to ask.
 */
export async function refine(
  parts: SearchParts,
  searchId: string,
  { filters, k, includeOwnPatient, text }: Refinement,
  actor: string,
): Promise<SearchAnswer> {
  const kept = await openSearch(parts, searchId);
  const question = {
    ...kept.question,
    filters: filters ?? kept.question.filters,
    k: k ?? kept.question.k,
    includeOwnPatient: includeOwnPatient ?? kept.question.includeOwnPatient,
    text: text ?? kept.question.text,
  };
  checkQuestion(question);
  const answer = await answerQuestion(parts, question, kept.prepared, {
    id: newSearchId(),
    createdAt: parts.now(),
    embedMs: 0,
  });
  await keepSearch(parts, 'add', { answer, question, prepared: kept.prepared, actor });
  return answer;
}
