import { BookmarkPlus, GraduationCap, RotateCw, Trash2, X } from 'lucide-preact';
import { keeping } from '../collections/keep-dialog.jsx';
import { Confirm } from '../parts/confirm.jsx';
import { attempt } from '../parts/notices.jsx';
import { sureOfCases } from '../parts/what-goes.js';
import { call } from '../server/call.js';
import { api } from '../server/client.js';
import type { CaseRecord } from '../server/types.js';
import { number, words } from '../words/words.js';
import { acting, actOnSelected } from './case-actions.js';
import { cases, total } from './case-list.js';
import { canBeSeen } from './case-picture.jsx';
import { clearSelection, selectAll, selected } from './selection.js';

/** A sheet with more pictures is no teaching any more. */
const MAX_KEPT = 100;

/** What can be done to the chosen cases; stands where the list's own tools are. */
export function SelectionBar() {
  const say = words.value;
  const count = selected.value.size;
  const known = [...cases.value.values()].filter(({ id }) => selected.value.has(id));
  const allTeach = known.length > 0 && known.every(({ teaching }) => teaching === true);
  return (
    <div class="selection-bar" role="toolbar" aria-label={say.select.title}>
      <button
        type="button"
        class="quiet"
        title={`${say.select.clear} (Esc)`}
        aria-label={say.select.clear}
        onClick={clearSelection}
      >
        <X size={16} aria-hidden="true" />
      </button>
      <b aria-live="polite">{acting.value ? say.select.working : say.select.count(number(count))}</b>
      {count < total.value && (
        <button type="button" class="quiet" title="Ctrl-A" onClick={() => void selectAll()}>
          {say.select.all(number(total.value))}
        </button>
      )}
      <span class="spread" />
      <button
        type="button"
        disabled={count > MAX_KEPT}
        title={count > MAX_KEPT ? say.select.tooMany(number(MAX_KEPT)) : undefined}
        onClick={() => void keepSelected()}
      >
        <BookmarkPlus size={16} aria-hidden="true" /> {say.collections.keep}
      </button>
      <button type="button" disabled={acting.value} onClick={() => void actOnSelected('teaching', !allTeach)}>
        <GraduationCap size={16} aria-hidden="true" />{' '}
        {allTeach ? say.select.notTeaching : say.select.teaching}
      </button>
      <button
        type="button"
        disabled={acting.value}
        title={say.select.retryHint}
        onClick={() => void actOnSelected('retry')}
      >
        <RotateCw size={16} aria-hidden="true" /> {say.bring.retry}
      </button>
      <Confirm
        question={() => sureOfCases([...selected.value])}
        yes={say.case.yes}
        onYes={() => void actOnSelected('delete')}
      >
        <Trash2 size={16} aria-hidden="true" /> {say.case.yes}
      </Confirm>
    </div>
  );
}

/** The first slide of each chosen case, whole, for a teaching collection. */
function keepSelected(): Promise<boolean> {
  return attempt(async () => {
    const chosen = await Promise.all([...selected.value].map(caseOf));
    keeping.value = chosen.flatMap(({ slides }) => {
      const slide = slides.find((one) => one.state === 'archived' && canBeSeen(one));
      if (!slide?.width || !slide.height) return [];
      return [{ slideId: slide.id, box: { x: 0, y: 0, width: slide.width, height: slide.height } }];
    });
  });
}

async function caseOf(id: string): Promise<CaseRecord> {
  const known = [...cases.value.values()].find((item) => item.id === id);
  return known ?? call(api.cases[':caseId'].$get({ param: { caseId: id } }));
}
