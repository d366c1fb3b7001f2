import { FileDown, Printer, Trash2 } from 'lucide-preact';
import { useEffect } from 'preact/hooks';
import { FaultView } from '../parts/fault-view.jsx';
import { attempt } from '../parts/notices.jsx';
import { removeSoon } from '../parts/remove-soon.js';
import { call, callEmpty } from '../server/call.js';
import { api, OUTLIVES_PAGE } from '../server/client.js';
import { go } from '../state/address.js';
import { useCrumbs } from '../state/crumbs.js';
import { dateTime, words } from '../words/words.js';
import { CollectionItem } from './collection-item.jsx';
import { type Collection, loadCollection, opened } from './collection-store.js';
import { saveSheet } from './save-sheet.js';
import { WrittenText } from './written-text.jsx';

/** One collection: its regions with notes, ready to be shown, shared by address or printed. */
export function CollectionPage({ id }: { readonly id: string }) {
  const say = words.value.collections;
  useCrumbs({ label: words.value.frame.collections, href: '/collections' }, { label: say.one });
  useEffect(() => {
    opened.clear();
    void opened.load(() => loadCollection(id));
  }, [id]);
  const now = opened.now.value;
  const found = now.value;
  if (now.state === 'failed' && !found) return <FaultView fault={now.fault} again={opened.again} />;
  return found ? <Sheet found={found} /> : null;
}

function Sheet({ found }: { readonly found: Collection }) {
  const say = words.value.collections;
  const param = { collectionId: found.id };
  const change = (json: { name?: string; about?: string }) =>
    attempt(async () =>
      opened.set(await call(api.collections[':collectionId'].$patch({ param, json }, OUTLIVES_PAGE))),
    );
  return (
    <div class="page sheet">
      <header class="sheet-head">
        <h1>
          <WrittenText text={found.name} label={say.name} longest={200} save={(name) => change({ name })} />
        </h1>
        <SheetTools found={found} />
        <WrittenText
          text={found.about}
          label={say.about}
          longest={4000}
          lines={2}
          save={(about) => change({ about })}
        />
        {found.about && <p class="print-only note">{found.about}</p>}
      </header>
      {found.items.length === 0 && (
        <p class="faint">
          {say.none} {say.noneHint}
        </p>
      )}
      <ul class="kept" aria-label={say.regions(found.items.length)}>
        {found.items.map((item, i) => (
          <CollectionItem key={item.id} collectionId={found.id} item={item} number={i + 1} />
        ))}
      </ul>
      <p class="print-only sheet-foot">
        {words.value.research} · Tessera · {dateTime(new Date().toISOString())}
      </p>
    </div>
  );
}

function SheetTools({ found }: { readonly found: Collection }) {
  const say = words.value.collections;
  const remove = () => {
    go('/collections');
    removeSoon(found.id, say.removed, () =>
      callEmpty(
        api.collections[':collectionId'].$delete({ param: { collectionId: found.id } }, OUTLIVES_PAGE),
      ),
    );
  };
  return (
    <div class="sheet-tools">
      <button type="button" onClick={() => print()}>
        <Printer size={16} aria-hidden="true" /> {say.print}
      </button>
      <button type="button" onClick={() => void attempt(() => saveSheet(found))}>
        <FileDown size={16} aria-hidden="true" /> {say.sheet}
      </button>
      <button type="button" class="quiet" onClick={remove}>
        <Trash2 size={14} aria-hidden="true" /> {say.remove}
      </button>
    </div>
  );
}
