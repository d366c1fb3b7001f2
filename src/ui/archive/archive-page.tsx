import { useCallback, useEffect } from 'preact/hooks';
import { FaultView } from '../parts/fault-view.jsx';
import { VirtualList } from '../parts/virtual-list.jsx';
import type { CaseRecord } from '../server/types.js';
import { query } from '../state/address.js';
import { useCrumbs } from '../state/crumbs.js';
import { jobsEnded } from '../state/jobs.js';
import { number, words } from '../words/words.js';
import { ActivityPanel } from './activity-panel.jsx';
import { activityOpen } from './bring-in.js';
import { CaseCard } from './case-card.jsx';
import { ask, cases, fault, fresh, more, total } from './case-list.js';
import { CaseRow, TableHead } from './case-table.jsx';
import { DropZone } from './drop-zone.jsx';
import { FilterPanel } from './filter-panel.jsx';
import { ListTools } from './list-tools.jsx';
import { clearFilters, questionNow, viewNow } from './question.js';
import { SearchField } from './search-field.jsx';

const CARD = { minWidth: 208, height: 262, gap: 12 };
const ROW_PX = 48;

/** Every case of the archive: find one by what it is, and open its slides. */
export function ArchivePage() {
  const say = words.value.archive;
  useCrumbs({ label: words.value.frame.archive });
  const asked = questionNow();
  const key = asked.toString();
  useEffect(() => {
    void ask(asked);
  }, [key]);
  const ended = jobsEnded.value;
  useEffect(() => {
    if (ended > 0) void ask(questionNow(), true);
  }, [ended]);
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
            {!fresh.value && say.count(total.value, number(total.value))}
          </p>
          <ListTools />
        </div>
        {fault.value ? (
          <FaultView fault={fault.value} again={() => void ask(questionNow(), true)} />
        ) : fresh.value ? (
          <Skeleton />
        ) : found.length === 0 ? (
          <Nothing filtered={query.value.has('filter') || query.value.has('text')} />
        ) : (
          <CaseList onEnd={onEnd} />
        )}
      </section>
      {activityOpen.value && <ActivityPanel />}
      <DropZone />
    </div>
  );
}

function CaseList({ onEnd }: { readonly onEnd: () => void }) {
  const shared = {
    items: cases.value,
    label: words.value.archive.cases,
    keyOf: (item: CaseRecord) => item.id,
    onEnd,
  };
  if (viewNow() === 'table') {
    return (
      <VirtualList
        {...shared}
        rowHeight={ROW_PX}
        head={<TableHead />}
        draw={(item) => <CaseRow item={item} />}
      />
    );
  }
  const { minWidth, height, gap } = CARD;
  return (
    <VirtualList
      {...shared}
      minWidth={minWidth}
      rowHeight={height + gap}
      gap={gap}
      draw={(item) => <CaseCard item={item} />}
    />
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
