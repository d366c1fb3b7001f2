import { signal } from '@preact/signals';
import { X } from 'lucide-preact';
import { useEffect, useRef } from 'preact/hooks';
import { Explained } from '../parts/explained.jsx';
import { attempt } from '../parts/notices.jsx';
import { leaving } from '../parts/remove-soon.js';
import { call } from '../server/call.js';
import { api } from '../server/client.js';
import type { Box } from '../server/types.js';
import { tell } from '../state/notices.js';
import { words } from '../words/words.js';
import { collections, loadCollection, loadCollections, takeOut } from './collection-store.js';
import { BeginForm } from './collections-page.jsx';

export type Kept = { readonly slideId: string; readonly box: Box };
/** The regions that are about to be kept; none: nothing is asked. */
export const keeping = signal<readonly Kept[]>([]);

/** Asks into which collection a region goes. */
export function KeepDialog() {
  const say = words.value.collections;
  const dialog = useRef<HTMLDialogElement>(null);
  const regions = keeping.value;
  useEffect(() => {
    if (regions.length > 0) {
      void collections.load(loadCollections);
      if (!dialog.current?.open) dialog.current?.showModal();
    } else dialog.current?.close();
  }, [regions]);
  const now = collections.now.value;
  const offered = now.value?.filter(({ id }) => !leaving.value.has(id));
  const close = () => {
    keeping.value = [];
  };
  const keepIn = (collectionId: string) =>
    attempt(async () => {
      close();
      const before = await loadCollection(collectionId);
      let after = before;
      for (const { slideId, box } of regions) {
        const json = { slideId, box: { ...box } };
        after = await call(api.collections[':collectionId'].items.$post({ param: { collectionId }, json }));
      }
      const known = new Set(before.items.map(({ id }) => id));
      const added = after.items.filter(({ id }) => !known.has(id));
      tell(say.kept(before.name), () => takeOut(collectionId, added));
    });
  return (
    <dialog ref={dialog} class="keep-dialog" aria-label={say.choose} onClose={close}>
      <header>
        <h2>{say.choose}</h2>
        <button type="button" class="quiet" aria-label={words.value.frame.close} onClick={close}>
          <X size={16} aria-hidden="true" />
        </button>
      </header>
      {now.state === 'failed' && <Explained problem={now.fault} />}
      <ul>
        {offered?.map((one) => (
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
