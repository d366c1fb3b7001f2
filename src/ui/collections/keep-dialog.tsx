import { signal } from '@preact/signals';
import { X } from 'lucide-preact';
import { useEffect, useRef } from 'preact/hooks';
import { attempt } from '../parts/notices.jsx';
import { call } from '../server/call.js';
import { api } from '../server/client.js';
import type { Box } from '../server/types.js';
import { tell } from '../state/notices.js';
import { words } from '../words/words.js';
import { collections, loadCollection, loadCollections } from './collection-store.js';
import { BeginForm } from './collections-page.jsx';

/** The region that is about to be kept. */
export const keeping = signal<{ readonly slideId: string; readonly box: Box } | undefined>(undefined);

/** Asks into which collection a region goes. */
export function KeepDialog() {
  const say = words.value.collections;
  const dialog = useRef<HTMLDialogElement>(null);
  const region = keeping.value;
  useEffect(() => {
    if (region) {
      void collections.load(loadCollections);
      dialog.current?.showModal();
    } else dialog.current?.close();
  }, [region]);
  const close = () => {
    keeping.value = undefined;
  };
  const keepIn = (collectionId: string) =>
    attempt(async () => {
      if (!region) return;
      const { slideId, box } = region;
      const json = { slideId, box: { ...box } };
      await call(api.collections[':collectionId'].items.$post({ param: { collectionId }, json }));
      tell(say.kept((await loadCollection(collectionId)).name));
      close();
    });
  return (
    <dialog ref={dialog} class="keep-dialog" aria-label={say.choose} onClose={close}>
      <header>
        <h2>{say.choose}</h2>
        <button type="button" class="quiet" aria-label={words.value.frame.close} onClick={close}>
          <X size={16} aria-hidden="true" />
        </button>
      </header>
      <ul>
        {collections.now.value.value?.map((one) => (
          <li key={one.id}>
            <button type="button" onClick={() => void keepIn(one.id)}>
              <span>{one.name}</span> <small>{say.regions(one.items)}</small>
            </button>
          </li>
        ))}
      </ul>
      <BeginForm onBegun={(id) => void keepIn(id)} />
    </dialog>
  );
}
