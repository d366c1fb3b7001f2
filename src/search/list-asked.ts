import type { Page, Paged } from '../catalog/port.js';
import type { SearchParts } from './parts.js';
import { type AskedFacts, askedFacts } from './stored.js';

export type Asked = AskedFacts & {
  readonly id: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** Of the case whose slide asked; null for pictures, words and slides that are gone. */
  readonly organ: string | null;
  readonly diagnosis: string | null;
};

/** Questions that were asked, newest first, with what one knows them again by. */
export async function listAsked({ catalog }: SearchParts, page: Page): Promise<Paged<Asked>> {
  const { items, nextCursor } = await catalog.searches.list(page);
  const asked = items.map(({ id, createdAt, expiresAt, question }) => ({
    ...{ id, createdAt, expiresAt },
    ...askedFacts(question),
  }));
  const ids = [...new Set(asked.flatMap(({ slideId }) => slideId ?? []))];
  const slides = new Map(
    await Promise.all(ids.map(async (id) => [id, await catalog.slides.get(id)] as const)),
  );
  const owners = await catalog.cases.getByKeys([...slides.values()].flatMap((slide) => slide?.caseKey ?? []));
  return {
    nextCursor,
    items: asked.map((one) => {
      const owner = owners.get(slides.get(one.slideId ?? '')?.caseKey ?? -1);
      return { ...one, organ: owner?.organ ?? null, diagnosis: owner?.diagnosis ?? null };
    }),
  };
}
