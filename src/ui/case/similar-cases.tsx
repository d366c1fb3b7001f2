import { useSignal } from '@preact/signals';
import { Search } from 'lucide-preact';
import { useEffect } from 'preact/hooks';
import { FaultView } from '../parts/fault-view.jsx';
import { AbstainedBanner } from '../results/abstained-banner.jsx';
import { hrefOf } from '../results/hit-address.js';
import { Similarity } from '../results/similarity.jsx';
import { call } from '../server/call.js';
import { api } from '../server/client.js';
import { thumbnailOf } from '../server/pictures.js';
import type { CaseRecord, Hit, Similar } from '../server/types.js';
import { asking, askSlide } from '../slide/asking.js';
import { createResource } from '../state/resource.js';
import { words } from '../words/words.js';

const similar = createResource<Similar>();
/** Two rows at most where the page is wide. */
const SHOWN = 8;

const load = (slideId: string) =>
  call(api.slides[':slideId'].similar.$get({ param: { slideId }, query: { k: String(SHOWN) } }));

/** Earlier cases like this one, as the archive stands now. Looking keeps no question; the button asks one. */
export function SimilarCases({ item }: { readonly item: CaseRecord }) {
  const say = words.value;
  const picked = useSignal<string | undefined>(undefined);
  const canAsk = item.slides.filter(({ state, status }) => state === 'archived' && status === 'indexed');
  const slideId = picked.value ?? canAsk[0]?.id;
  useEffect(() => {
    similar.clear();
    if (slideId) void similar.load(() => load(slideId));
  }, [slideId]);
  return (
    <section class="similar-cases">
      <header>
        <h2>{say.results.title}</h2>
        {canAsk.length > 1 && (
          <select
            aria-label={say.case.similarTo}
            value={slideId}
            onChange={({ currentTarget }) => {
              picked.value = currentTarget.value;
            }}
          >
            {canAsk.map(({ id }) => (
              <option key={id} value={id}>
                {say.case.toSlide(item.slideIds.indexOf(id) + 1)}
              </option>
            ))}
          </select>
        )}
        {slideId && (
          <button type="button" disabled={asking.value} onClick={() => void askSlide(slideId, true)}>
            <Search size={14} aria-hidden="true" /> {asking.value ? say.slide.asking : say.case.evidence}
          </button>
        )}
      </header>
      {slideId ? <Found /> : <p class="faint">{say.case.notIndexed}</p>}
    </section>
  );
}

function Found() {
  const shown = useSignal(false);
  const now = similar.now.value;
  if (now.state === 'failed') return <FaultView fault={now.fault} again={similar.again} />;
  const found = now.value;
  if (!found) return <Skeleton />;
  const toggle = () => {
    shown.value = !shown.value;
  };
  return (
    <>
      {found.abstained && <AbstainedBanner found={found} shown={shown.value} onToggle={toggle} />}
      {(!found.abstained || shown.value) && <Hits hits={found.cases} />}
    </>
  );
}

function Hits({ hits }: { readonly hits: readonly Hit[] }) {
  const say = words.value;
  if (hits.length === 0) return <p class="faint">{say.results.noHits}</p>;
  return (
    // biome-ignore lint/a11y/noRedundantRoles: without bullets Safari no longer calls it a list.
    <ul role="list" class="hits brief" aria-label={say.results.title}>
      {hits.map((hit, i) => {
        const name = hit.diagnosis.text ?? say.archive.noDiagnosis;
        // Whole beside whole: the place that resembles most is often fat, which every case has.
        const slideId = hit.slides[0]?.slideId;
        return (
          <li key={hit.id} class="hit">
            <a
              class="hit-picture"
              href={hrefOf(hit)}
              aria-label={say.results.openHit(i + 1, name)}
              title={say.results.openSlide}
            >
              {slideId && <img src={thumbnailOf(slideId, 512)} alt="" decoding="async" />}
            </a>
            <h3>
              <a href={`/cases/${hit.id}`} title={name}>
                {name}
              </a>
            </h3>
            <Similarity hit={hit} />
            <p class="facts">{[hit.organ, hit.site, hit.date?.slice(0, 4)].filter(Boolean).join(' · ')}</p>
          </li>
        );
      })}
    </ul>
  );
}

function Skeleton() {
  return (
    <div class="hits" aria-hidden="true">
      {Array.from({ length: SHOWN }, (_, i) => (
        <div key={i} class="skeleton" />
      ))}
    </div>
  );
}
