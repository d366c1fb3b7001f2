import type { z } from '@hono/zod-openapi';
import type { Collection } from '../../catalog/port.js';
import type { OpenedItem } from '../../collections/open-collection.js';
import type { collection, collectionItem } from '../schemas/collection.js';
import { iso } from './time.js';

export function collectionView(
  found: Collection & { readonly items: readonly OpenedItem[] },
): z.output<typeof collection> {
  return { ...collectionFacts(found), items: found.items.map(itemView) };
}

export function collectionFacts({ createdAt, updatedAt, id, name, about, actor }: Collection) {
  return { id, name, about, actor, createdAt: iso(createdAt), updatedAt: iso(updatedAt) };
}

function itemView({
  id,
  box,
  note,
  place,
  createdAt,
  slide,
  owner,
}: OpenedItem): z.output<typeof collectionItem> {
  return {
    id,
    slideId: slide.id,
    slideName: slide.name,
    caseKey: owner.id,
    caseId: owner.caseId,
    noCase: !owner.listed,
    box,
    mpp: slide.mpp ?? null,
    note,
    place,
    organ: owner.organ ?? null,
    stain: slide.stain ?? null,
    site: owner.site ?? null,
    diagnosis: { text: owner.diagnosis ?? null, code: owner.icdo3 ?? null },
    createdAt: iso(createdAt),
  };
}
