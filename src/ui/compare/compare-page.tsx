import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { FaultView } from '../parts/fault-view.jsx';
import { answer, loadAnswer } from '../results/answer-store.js';
import { pictureOfSearch } from '../server/pictures.js';
import type { Answer } from '../server/types.js';
import { useCrumbs } from '../state/crumbs.js';
import { useKeys } from '../state/use-keys.js';
import { words } from '../words/words.js';
import { ComparePane } from './compare-pane.jsx';
import { asked, chosen, heatShown, opacity, type Pane, panesOf, turns } from './compare-store.js';
import { CompareTools } from './compare-tools.jsx';
import type { Sight } from './together.js';

/** The query and up to three hits, side by side at the same scale. */
export function ComparePage() {
  const say = words.value;
  const id = asked.value;
  useCrumbs(
    { label: say.frame.searches, href: '/searches' },
    { label: say.results.title, href: id ? `/searches/${id}` : undefined },
    { label: say.compare.title },
  );
  useEffect(() => {
    if (!id || answer.now.peek().value?.id === id) return;
    answer.clear();
    void answer.load(() => loadAnswer(id));
  }, [id]);
  const now = answer.now.value;
  if (!id) {
    return (
      <section class="calm">
        <h1>{say.compare.none}</h1>
        <a class="button" href="/searches">
          {say.frame.searches}
        </a>
      </section>
    );
  }
  const found = now.value?.id === id ? now.value : undefined;
  if (now.state === 'failed' && !found) return <FaultView fault={now.fault} again={answer.again} />;
  return found ? <Comparison found={found} /> : null;
}

function Comparison({ found }: { readonly found: Answer }) {
  const say = words.value;
  const lead = useSignal<string | undefined>(undefined);
  const sight = useSignal<Sight | undefined>(undefined);
  const key = chosen.value.join(' ');
  const panes = useMemo<Pane[]>(() => panesOf(found), [found, key]);
  const step = (by: number) => {
    opacity.value = Math.min(1, Math.max(0, Math.round((opacity.value + by) * 100) / 100));
  };
  useKeys({
    h: () => {
      heatShown.value = !heatShown.value;
    },
    '[': () => step(-0.1),
    ']': () => step(0.1),
  });
  return (
    <div class="compare">
      <h1 class="unseen">{say.compare.title}</h1>
      <CompareTools
        found={found}
        onTurn={() => {
          lead.value ??= panes[0]?.id;
          turns.value++;
        }}
      />
      <div class="panes" data-panes={panes.length + (found.query.kind === 'picture' ? 1 : 0)}>
        {found.query.kind === 'picture' && (
          <figure class="pane">
            <img src={pictureOfSearch(found.id)} alt={say.results.kind.picture} />
            <figcaption>{say.compare.query}</figcaption>
          </figure>
        )}
        {panes.map((pane) => (
          <ComparePane key={pane.id} found={found} pane={pane} panes={panes} lead={lead} sight={sight} />
        ))}
      </div>
    </div>
  );
}
