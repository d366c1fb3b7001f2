import type { SlideRecord } from '../catalog/port.js';
import type { SearchParts } from './parts.js';
import type { Asker } from './prepare.js';
import type { Question } from './question.js';

/**
 * Cases that the words of the question find, best first; undefined when none were asked. Who may answer by words is
 * who may answer by pixels: never the asking slide, its patient only when that was asked for (search.md 2).
 */
export async function casesByWords(
  { catalog }: Pick<SearchParts, 'catalog'>,
  { text, filters, k, includeOwnPatient }: Question,
  asker: Asker,
): Promise<number[] | undefined> {
  if (!text?.trim()) return undefined;
  const found = (await catalog.text.search(text, filters, Math.max(50, k))).map((hit) => hit.caseKey);
  const { slideKey, patientId } = asker;
  if (slideKey === undefined) return found;
  const [cases, slidesOf] = await Promise.all([
    catalog.cases.getByKeys(found),
    catalog.slides.ofCases(found),
  ]);
  return found.filter((key) =>
    includeOwnPatient
      ? !isOnly(slideKey, slidesOf.get(key) ?? [])
      : patientId === undefined || cases.get(key)?.patientId !== patientId,
  );
}

/** Whether a slide is all that a case has in the archive. */
function isOnly(slideKey: number, slides: readonly SlideRecord[]): boolean {
  const archived = slides.filter((slide) => slide.state === 'archived');
  return archived.length === 1 && archived[0]!.key === slideKey;
}
