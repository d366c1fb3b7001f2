import type { Collection, CollectionItem, SlideRecord } from '../catalog/port.js';
import type { Case } from '../domain/cases.js';
import { TesseraError } from '../domain/errors.js';
import type { CollectionParts } from './parts.js';

/** A kept region with the slide and the case it comes from. */
export type OpenedItem = CollectionItem & { readonly slide: SlideRecord; readonly owner: Case };

/** A collection with its sources. Errors: `not-found`. */
export async function openCollection(
  { catalog }: CollectionParts,
  id: string,
): Promise<Collection & { readonly items: readonly OpenedItem[] }> {
  const found = await catalog.collections.get(id);
  if (!found) throw noCollection();
  const slides = await catalog.slides.getByKeys(found.items.map((item) => item.slideKey));
  const cases = await catalog.cases.getByKeys([...slides.values()].map((slide) => slide.caseKey));
  const items = found.items.flatMap((item): OpenedItem[] => {
    const slide = slides.get(item.slideKey);
    const owner = slide && cases.get(slide.caseKey);
    return slide && owner ? [{ ...item, slide, owner }] : [];
  });
  return { ...found, items };
}

export function noCollection(): TesseraError {
  return new TesseraError('not-found', 'There is no such collection.');
}
