import { useRef } from 'preact/hooks';
import { attempt } from '../parts/notices.jsx';
import { call } from '../server/call.js';
import { api, OUTLIVES_PAGE } from '../server/client.js';
import { tell } from '../state/notices.js';
import { words } from '../words/words.js';
import { type Collection, type Item, opened } from './collection-store.js';

/** Of one region alone: answers to notes that were written one after the other may come in any order. */
function takeOver(itemId: string, { id, items }: Collection): void {
  const shown = opened.now.peek().value;
  const item = items.find((one) => one.id === itemId);
  if (!item || shown?.id !== id) return;
  opened.set({ ...shown, items: shown.items.map((one) => (one.id === itemId ? item : one)) });
}

/** What is done with a kept region: its note is written, it is taken out, and comes back to its place with its note. */
export function useKeptItem(collectionId: string, item: Item) {
  const { slideId, box, place } = item;
  const param = { collectionId, itemId: item.id };
  const items = api.collections[':collectionId'].items;
  const written = useRef<{ text: string; sent: Promise<boolean> } | undefined>(undefined);
  const note = (text: string) => {
    const sent = attempt(async () => {
      const after = await call(items[':itemId'].$patch({ param, json: { note: text } }, OUTLIVES_PAGE));
      takeOver(item.id, after);
    });
    written.current = { text, sent };
    return sent;
  };
  const putBack = () =>
    attempt(async () => {
      const json = { slideId, box: { ...box }, note: written.current?.text ?? item.note, place };
      opened.set(await call(items.$post({ param: { collectionId }, json })));
    });
  const drop = () =>
    attempt(async () => {
      // The click that takes a region out also ends the writing of its note.
      await written.current?.sent;
      opened.set(await call(items[':itemId'].$delete({ param })));
      tell(words.value.collections.dropped, putBack);
    });
  return { note, drop };
}
