import { useEffect } from 'preact/hooks';
import { FaultView } from '../parts/fault-view.jsx';
import { call } from '../server/call.js';
import { api } from '../server/client.js';
import { useCrumbs } from '../state/crumbs.js';
import { createResource } from '../state/resource.js';
import { dateTime, words } from '../words/words.js';

type Asked = { readonly id: string; readonly createdAt: string };
const searches = createResource<readonly Asked[]>();

const load = async () => (await call(api.searches.$get({ query: { limit: '100' } }))).items;

/** Questions that were asked, to open them again. */
export function SearchesPage() {
  const say = words.value.searches;
  useCrumbs({ label: words.value.frame.searches });
  useEffect(() => void searches.load(load), []);
  const now = searches.now.value;
  if (now.state === 'failed') return <FaultView fault={now.fault} again={searches.again} />;
  const items = now.value;
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
        {items?.map(({ id, createdAt }) => (
          <li key={id}>
            <a href={`/searches/${id}`}>{say.asked(dateTime(createdAt))}</a>
          </li>
        ))}
      </ul>
    </div>
  );
}
