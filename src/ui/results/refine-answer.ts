import { attempt } from '../parts/notices.jsx';
import { call } from '../server/call.js';
import { api } from '../server/client.js';
import { go, query } from '../state/address.js';
import { answer, ranking } from './answer-store.js';

type Change = {
  readonly filters?: Record<string, string[]>;
  readonly includeOwnPatient?: boolean;
  readonly k?: number;
  readonly text?: string;
};

/** Asks the same question in another way; the new answer has an address of its own, and Back leads to the old one. */
export async function refine(searchId: string, json: Change): Promise<void> {
  if (ranking.value) return;
  ranking.value = true;
  await attempt(async () => {
    const next = await call(api.searches[':searchId'].refinements.$post({ param: { searchId }, json }));
    answer.set(next);
    const by = query.value.get('by');
    go(`/searches/${next.id}${by ? `?by=${by}` : ''}`);
  });
  ranking.value = false;
}
