import type { SearchStore } from '../catalog/port.js';
import type { SearchAnswer } from './answer.js';

/** Opaque ids of what was deleted. */
export type Gone = { readonly caseIds: readonly string[]; readonly slideIds: readonly string[] };

/**
 * Takes deleted cases and slides out of stored searches: questions about a deleted slide go, answers lose the
 * deleted hits. What evidence counted stays a count; it names nobody.
 */
export async function forgetInSearches(searches: SearchStore, { caseIds, slideIds }: Gone): Promise<void> {
  for (const slideId of slideIds) await searches.removeAbout(slideId);
  const [cases, slides] = [new Set(caseIds), new Set(slideIds)];
  for (const id of [...caseIds, ...slideIds]) {
    for (const stored of await searches.mentioning(id)) {
      const answer = stored.answer as SearchAnswer;
      await searches.put({ ...stored, answer: withoutGone(answer, cases, slides) });
    }
  }
}

function withoutGone(
  answer: SearchAnswer,
  cases: ReadonlySet<string>,
  slides: ReadonlySet<string>,
): SearchAnswer {
  const kept = answer.cases
    .filter((hit) => !cases.has(hit.id))
    .map((hit) => ({ ...hit, slides: hit.slides.filter((slide) => !slides.has(slide.slideId)) }));
  const tiles = answer.tiles?.filter((hit) => !slides.has(hit.slideId));
  return { ...answer, cases: kept.filter((hit) => hit.slides.length > 0), ...(tiles ? { tiles } : {}) };
}
