import { signal } from '@preact/signals';
import { attempt } from '../parts/notices.jsx';
import { answer } from '../results/answer-store.js';
import { call } from '../server/call.js';
import { api } from '../server/client.js';
import { go, query } from '../state/address.js';

export const askingWords = signal(false);

/** Asks with words alone, among the cases that are filtered for: a stored search that a colleague can open. */
export async function askWords(text: string): Promise<void> {
  if (askingWords.value || text === '') return;
  askingWords.value = true;
  await attempt(async () => {
    const found = await call(api.searches.$post({ json: { text, filters: filtersNow() } }));
    answer.set(found);
    go(`/searches/${found.id}`);
  });
  askingWords.value = false;
}

/** Several values of one key are one entry, as a request's body wants them. */
function filtersNow(): Record<string, string[]> {
  const filters: Record<string, string[]> = {};
  for (const word of query.value.getAll('filter')) {
    const at = word.indexOf('=');
    const key = word.slice(0, at);
    filters[key] = [...(filters[key] ?? []), word.slice(at + 1)];
  }
  return filters;
}
