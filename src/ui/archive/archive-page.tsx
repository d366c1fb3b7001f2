import { useEffect } from 'preact/hooks';
import { FaultView } from '../parts/fault-view.jsx';
import { VirtualList } from '../parts/virtual-list.jsx';
import type { CaseRecord } from '../server/types.js';
import { useCrumbs } from '../state/crumbs.js';
import { jobsEnded } from '../state/jobs.js';
import { number, words } from '../words/words.js';
import { ActivityPanel } from './activity-panel.jsx';
import { activityOpen } from './bring-in.js';
import { CaseCard } from './case-card.jsx';
import { ask, cases, fault, fresh, listed, look, total } from './case-list.js';
import { CaseRow, TableHead } from './case-table.jsx';
import { DropZone } from './drop-zone.jsx';
import { FilterPanel } from './filter-panel.jsx';
import { FirstSteps } from './first-steps.jsx';
import { ListTools } from './list-tools.jsx';
import { clearFilters, questionNow, viewNow } from './question.js';
import { SearchField } from './search-field.jsx';
import { clearSelection, current, selecting } from './selection.js';
import { SelectionBar } from './selection-bar.jsx';
import { useListKeys } from './use-list-keys.js';

const CARD = { minWidth: 208, height: 262, gap: 12 };
const ROW_PX = 48;

/** Every case of the archive: find one by what it is, and open its slides. */
export function ArchivePage() {
  useCrumbs({ label: words.value.frame.archive });
  const asked = questionNow();
  const key = asked.toString();
  useEffect(() => {
    // What is out of sight must not be deleted with the rest.
    clearSelection();
    void ask(asked);
  }, [key]);
  const ended = jobsEnded.value;
  useEffect(() => {
    if (ended > 0) void ask(questionNow(), true);
  }, [ended]);
  useListKeys();
  const narrowed = asked.has('filter') || asked.has('status') || asked.has('text');
  const empty = !narrowed && !fresh.value && !fault.value && total.value === 0;
  return (
    <div class={empty ? 'archive empty' : 'archive'}>
      {!empty && <FilterPanel />}
      <section class="archive-cases">
        <h1 class="unseen">{words.value.frame.archive}</h1>
        <div class="archive-tools">{selecting.value ? <SelectionBar /> : <Tools />}</div>
        {fault.value ? (
          <FaultView fault={fault.value} again={() => void ask(questionNow(), true)} />
        ) : fresh.value ? (
          <Skeleton />
        ) : total.value === 0 ? (
          empty ? (
            <FirstSteps />
          ) : (
            <NoMatch />
          )
        ) : (
          <CaseList />
        )}
      </section>
      {activityOpen.value && <ActivityPanel />}
      <DropZone />
    </div>
  );
}

function Tools() {
  return (
    <>
      <SearchField />
      <p class="count" aria-live="polite">
        {!fresh.value && words.value.archive.count(total.value, number(total.value))}
      </p>
      <ListTools />
    </>
  );
}

/** Where each list was left: whoever comes back to it goes on there. */
const left = { list: '', top: 0 };

function CaseList() {
  const list = `${listed.value} ${viewNow()}`;
  if (left.list !== list) Object.assign(left, { list, top: 0 });
  const shared = {
    count: total.value,
    itemAt: (index: number) => cases.value.get(index),
    label: words.value.archive.cases,
    keyOf: (item: CaseRecord) => item.id,
    onSight: look,
    current: current.value,
    onCurrent: (index: number) => {
      current.value = index;
    },
    left,
  };
  if (viewNow() === 'table') {
    return (
      <VirtualList
        key={list}
        {...shared}
        rowHeight={ROW_PX}
        head={<TableHead />}
        draw={(item, index) => <CaseRow item={item} index={index} />}
      />
    );
  }
  const { minWidth, height, gap } = CARD;
  return (
    <VirtualList
      key={list}
      {...shared}
      minWidth={minWidth}
      rowHeight={height + gap}
      gap={gap}
      draw={(item, index) => <CaseCard item={item} index={index} />}
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

function NoMatch() {
  const say = words.value.archive;
  return (
    <section class="calm">
      <h2>{say.none}</h2>
      <p>{say.noneHint}</p>
      <button type="button" onClick={clearFilters}>
        {say.clear}
      </button>
    </section>
  );
}
