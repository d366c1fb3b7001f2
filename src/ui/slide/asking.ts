import { signal } from '@preact/signals';
import { attempt } from '../parts/notices.jsx';
import { answer } from '../results/answer-store.js';
import { call } from '../server/call.js';
import { api } from '../server/client.js';
import { go } from '../state/address.js';
import { type Region, regions } from './region.js';

export const asking = signal(false);
/** Words that are asked together with the region. */
export const askedWords = signal('');

/** Asks the archive with what was drawn, or with the whole slide, and goes to the answer. */
export async function askSlide(slideId: string, whole = false): Promise<void> {
  const region = whole ? undefined : regions.value.get(slideId);
  if (asking.value || (!whole && !region)) return;
  asking.value = true;
  await attempt(async () => {
    // The field for words stands beside a region alone.
    const text = whole ? '' : askedWords.value.trim();
    const json = { slideId, ...placeOf(region), ...(text ? { text } : {}) };
    const found = await call(api.searches.$post({ json }));
    answer.set(found);
    go(`/searches/${found.id}`);
  });
  asking.value = false;
}

function placeOf(region: Region | undefined) {
  if (!region) return {};
  return region.kind === 'box' ? { region: region.box } : { polygon: [...region.points] };
}
