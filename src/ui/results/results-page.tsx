import { useEffect } from 'preact/hooks';
import { FaultView } from '../parts/fault-view.jsx';
import type { Answer } from '../server/types.js';
import { useCrumbs } from '../state/crumbs.js';
import { useKeys } from '../state/use-keys.js';
import { words } from '../words/words.js';
import { AbstainedBanner } from './abstained-banner.jsx';
import { answer, countMarks, loadAnswer, undo } from './answer-store.js';
import { contrasted, look, shownAnyway } from './answer-view.js';
import { ContrastView } from './contrast-view.jsx';
import { EvidencePanel } from './evidence-panel.jsx';
import { HitList } from './hit-list.jsx';
import { QueryCard } from './query-card.jsx';
import { ResultsTools } from './results-tools.jsx';

/** The answer to a question: what is similar, what those cases were, and how much that says. */
export function ResultsPage({ id }: { readonly id: string }) {
  const say = words.value;
  useCrumbs({ label: say.frame.searches, href: '/searches' }, { label: say.results.title });
  useEffect(() => {
    // An answer that was just given is shown as it came.
    if (answer.now.peek().value?.id === id) return;
    answer.clear();
    void answer.load(() => loadAnswer(id));
  }, [id]);
  const now = answer.now.value;
  const found = now.value?.id === id ? now.value : undefined;
  if (now.state === 'failed' && !found) return <FaultView fault={now.fault} again={answer.again} />;
  if (!found) return <Skeleton />;
  return <Results found={found} />;
}

function Results({ found }: { readonly found: Answer }) {
  const say = words.value.results;
  useKeys({ u: () => void undo(found) });
  const { yes, no } = countMarks(found);
  // Whoever marks hits works with them: an answer that abstains because of a mark does not take them away.
  const showHits = !found.abstained || shownAnyway.value || yes + no > 0;
  return (
    <div class="results">
      <h1 class="unseen">{say.title}</h1>
      <QueryCard found={found} />
      <div class="results-main">
        {found.abstained && (
          <AbstainedBanner
            found={found}
            shown={showHits}
            onToggle={yes + no > 0 ? undefined : () => look('nearest', shownAnyway.value ? undefined : '1')}
          />
        )}
        {showHits &&
          (found.evidence.length > 0 ? (
            <EvidencePanel found={found}>
              <ResultsTools found={found} />
            </EvidencePanel>
          ) : (
            <header class="words-head">
              <p>{say.byWords}</p>
              <ResultsTools found={found} />
            </header>
          ))}
        {showHits && contrasted.value && <ContrastView found={found} letters={contrasted.value} />}
        {showHits && <HitList found={found} />}
      </div>
    </div>
  );
}

function Skeleton() {
  return (
    <div class="results" aria-hidden="true">
      <div class="skeleton" />
      <div class="results-main">
        <div class="skeleton evidence" />
        <div class="skeleton hits" />
      </div>
    </div>
  );
}
