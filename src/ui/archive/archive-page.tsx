import { useCallback, useEffect } from 'preact/hooks';
import { FaultView } from '../parts/fault-view.jsx';
import { VirtualList } from '../parts/virtual-list.jsx';
import { query } from '../state/address.js';
import { useCrumbs } from '../state/crumbs.js';
import { number, words } from '../words/words.js';
import { CaseCard } from './case-card.jsx';
import { ask, cases, fault, fresh, hasMore, more } from './case-list.js';
import { FilterPanel } from './filter-panel.jsx';
import { clearFilters, questionNow } from './question.js';
import { SearchField } from './search-field.jsx';

const CARD = { minWidth: 208, height: 262, gap: 12 };

/** Every case of the archive: find one by what it is, and open its slides. */
export function ArchivePage() {
  const say = words.value.archive;
  useCrumbs({ label: words.value.frame.archive });
  const asked = questionNow();
  const key = asked.toString();
  useEffect(() => {
    void ask(asked);
  }, [key]);
  const onEnd = useCallback(() => void more(questionNow()), []);
  const found = cases.value;
  return (
    <div class="archive">
      <FilterPanel />
      <section class="archive-cases">
        <h1 class="unseen">{words.value.frame.archive}</h1>
        <div class="archive-tools">
          <SearchField />
          <p class="count" aria-live="polite">
            {!fresh.value &&
              (hasMore.value
                ? say.some(number(found.length))
                : say.count(found.length, number(found.length)))}
          </p>
        </div>
        {fault.value ? (
          <FaultView fault={fault.value} again={() => void ask(questionNow(), true)} />
        ) : fresh.value ? (
          <Skeleton />
        ) : found.length === 0 ? (
          <Nothing filtered={query.value.has('filter') || query.value.has('text')} />
        ) : (
          <VirtualList
            items={found}
            label={say.cases}
            minWidth={CARD.minWidth}
            rowHeight={CARD.height + CARD.gap}
            gap={CARD.gap}
            keyOf={(item) => item.id}
            draw={(item) => <CaseCard item={item} />}
            onEnd={onEnd}
          />
        )}
      </section>
    </div>
  );
}

function Skeleton() {
  return (
    <div class="skeleton-grid" aria-hidden="true">
      {Array.from({ length: 12 }, (_, i) => (
        <div key={i} class="skeleton card" />
      ))}
    </div>
  );
}

function Nothing({ filtered }: { readonly filtered: boolean }) {
  const say = words.value.archive;
  return (
    <section class="calm">
      <h2>{filtered ? say.none : say.empty}</h2>
      <p>{filtered ? say.noneHint : say.emptyHint}</p>
      {filtered && (
        <button type="button" onClick={clearFilters}>
          {say.clear}
        </button>
      )}
    </section>
  );
}
