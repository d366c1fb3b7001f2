import type { InferResponseType } from 'hono/client';
import { Search, X } from 'lucide-preact';
import { useEffect } from 'preact/hooks';
import { FaultView } from '../parts/fault-view.jsx';
import { leaving, removeSoon } from '../parts/remove-soon.js';
import { call, callEmpty } from '../server/call.js';
import { api, OUTLIVES_PAGE } from '../server/client.js';
import { pictureOfSearch, regionOf, thumbnailOf } from '../server/pictures.js';
import { useCrumbs } from '../state/crumbs.js';
import { createResource } from '../state/resource.js';
import { dateTime, words } from '../words/words.js';

type Asked = InferResponseType<typeof api.searches.$get, 200>['items'][number];
const searches = createResource<readonly Asked[]>();

const load = async () => (await call(api.searches.$get({ query: { limit: '100' } }))).items;

const forget = (searchId: string) =>
  removeSoon(searchId, words.value.searches.forgotten, () =>
    callEmpty(api.searches[':searchId'].$delete({ param: { searchId } }, OUTLIVES_PAGE)),
  );

/** Questions that were asked, to open them again. */
export function SearchesPage() {
  const say = words.value.searches;
  useCrumbs({ label: words.value.frame.searches });
  useEffect(() => void searches.load(load), []);
  const now = searches.now.value;
  if (now.state === 'failed') return <FaultView fault={now.fault} again={searches.again} />;
  const items = now.value?.filter(({ id }) => !leaving.value.has(id));
  if (items?.length === 0) {
    return (
      <section class="calm">
        <h1>{say.empty}</h1>
        <p>{say.emptyHint}</p>
      </section>
    );
  }
  return (
    <div class="page">
      <h1>{say.title}</h1>
      <ul class="asked-list">
        {items?.map((asked) => (
          <li key={asked.id}>
            <a href={`/searches/${asked.id}`}>
              <Picture asked={asked} />
              <What asked={asked} />
              <small>{say.asked(dateTime(asked.createdAt))}</small>
            </a>
            <button type="button" class="quiet" onClick={() => forget(asked.id)}>
              <X size={14} aria-hidden="true" /> {say.forget}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What was asked, and of which tissue: a region looks like the next one otherwise. */
function What({ asked: { kind, text, organ, diagnosis } }: { readonly asked: Asked }) {
  const name = words.value.results.kind[kind];
  const facts = [text ? name : undefined, organ, diagnosis].filter(Boolean);
  return (
    <span class="asked-what">
      <b>{text ?? name}</b>
      <span>{facts.join(' · ')}</span>
    </span>
  );
}

const WIDTH_PX = 192;

function Picture({ asked: { id, kind, slideId, box } }: { readonly asked: Asked }) {
  if (kind === 'picture') return <img src={pictureOfSearch(id)} alt="" loading="lazy" />;
  if (slideId && box) return <img src={regionOf(slideId, box, WIDTH_PX)} alt="" loading="lazy" />;
  if (slideId) return <img src={thumbnailOf(slideId, 128)} alt="" loading="lazy" />;
  return (
    <span class="no-picture">
      <Search size={16} aria-hidden="true" />
    </span>
  );
}
