import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Explained } from '../parts/explained.jsx';
import { FaultView } from '../parts/fault-view.jsx';
import { faultFrom } from '../parts/notices.jsx';
import { leaving } from '../parts/remove-soon.js';
import type { Fault } from '../server/fault.js';
import { regionOf } from '../server/pictures.js';
import { go } from '../state/address.js';
import { useCrumbs } from '../state/crumbs.js';
import { dateTime, words } from '../words/words.js';
import { begin, collections, loadCollections, type Summary } from './collection-store.js';

const COVER_PX = 400;

/** Teaching collections, and the way to begin one. */
export function CollectionsPage() {
  const say = words.value.collections;
  useCrumbs({ label: words.value.frame.collections });
  useEffect(() => void collections.load(loadCollections), []);
  const now = collections.now.value;
  if (now.state === 'failed') return <FaultView fault={now.fault} again={collections.again} />;
  const items = now.value?.filter(({ id }) => !leaving.value.has(id));
  return (
    <div class="page">
      <h1>{say.title}</h1>
      <BeginForm onBegun={(id) => go(`/collections/${id}`)} />
      {items?.length === 0 && (
        <div class="none-yet">
          <p>{say.empty}</p>
          <p class="faint">{say.emptyHint}</p>
        </div>
      )}
      <ul class="slide-grid wide" aria-label={say.title}>
        {items?.map((item) => (
          <li key={item.id}>
            <CollectionCard item={item} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function CollectionCard({ item }: { readonly item: Summary }) {
  const say = words.value.collections;
  return (
    <a class="card" href={`/collections/${item.id}`}>
      <span class="picture">
        {item.cover && (
          <img src={regionOf(item.cover.slideId, item.cover.box, COVER_PX)} alt="" loading="lazy" />
        )}
      </span>
      <strong>{item.name}</strong>
      <span class="facts">
        {say.regions(item.items)} · {say.changed(dateTime(item.updatedAt))}
      </span>
    </a>
  );
}

export function BeginForm({ onBegun }: { readonly onBegun: (id: string) => void }) {
  const say = words.value.collections;
  const fault = useSignal<Fault | undefined>(undefined);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const name = String(new FormData(form).get('name') ?? '').trim();
    if (!name) return;
    fault.value = await faultFrom(async () => onBegun((await begin(name)).id));
  };
  return (
    <form class="begin" onSubmit={(event) => void submit(event)}>
      <label>
        <span class="unseen">{say.name}</span>
        <input type="text" name="name" placeholder={say.name} required maxLength={200} />
      </label>
      <button type="submit">{say.begin}</button>
      {fault.value && <Explained problem={fault.value} />}
    </form>
  );
}
