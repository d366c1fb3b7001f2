import { call } from '../server/call.js';
import { api } from '../server/client.js';
import type { CaseRecord, Slide } from '../server/types.js';
import { createResource } from '../state/resource.js';

export type OpenSlide = {
  readonly slide: Slide;
  readonly owner: CaseRecord;
  /** The slides of the same case, in their order. */
  readonly siblings: readonly string[];
};

/** The slide that is looked at, with its case. */
export const opened = createResource<OpenSlide>();

export async function loadSlide(id: string): Promise<OpenSlide> {
  const slide = await call(api.slides[':slideId'].$get({ param: { slideId: id } }));
  const owner = await call(api.cases[':caseId'].$get({ param: { caseId: slide.caseKey } }));
  const siblings = owner.slideIds.includes(slide.id) ? owner.slideIds : [slide.id, ...owner.slideIds];
  return { slide, owner, siblings };
}
