import { FilePlus2, ImagePlus, LayoutGrid, Rows3, Scaling } from 'lucide-preact';
import { pictureOpen } from '../picture/picture-question.jsx';
import { jobs } from '../state/jobs.js';
import { words } from '../words/words.js';
import { activityOpen } from './bring-in.js';
import { SORTS, setSort, setView, showWholeSlides, sortNow, viewNow, wholeSlides } from './question.js';

/** Order, view, and the two ways of bringing something: slides and pictures to ask with. */
export function ListTools() {
  const say = words.value;
  const labels = {
    newest: say.archive.newest,
    diagnosis: say.archive.byDiagnosis,
    organ: say.archive.byOrgan,
    date: say.archive.byDate,
  };
  const busy = jobs.value.some((job) => !job.finishedAt);
  return (
    <div class="list-tools">
      <label>
        <span class="unseen">{say.archive.sort}</span>
        <select value={sortNow()} onChange={({ currentTarget }) => setSort(currentTarget.value)}>
          {SORTS.map((sort) => (
            <option key={sort} value={sort}>
              {labels[sort]}
            </option>
          ))}
        </select>
      </label>
      <ViewSwitch />
      <button
        type="button"
        title={say.picture.hint}
        onClick={() => {
          pictureOpen.value = true;
        }}
      >
        <ImagePlus size={16} aria-hidden="true" /> <span>{say.picture.ask}</span>
      </button>
      <button
        type="button"
        class={busy ? 'busy' : ''}
        title={say.bring.add}
        aria-expanded={activityOpen.value}
        onClick={() => {
          activityOpen.value = !activityOpen.value;
        }}
      >
        <FilePlus2 size={16} aria-hidden="true" /> <span>{say.bring.activity}</span>
      </button>
    </div>
  );
}

/** Grid or table, and in the grid whether all pictures have one scale. */
function ViewSwitch() {
  const say = words.value;
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: two buttons of one choice, not a form's fields. */}
      <div class="switch" role="group" aria-label={say.archive.view}>
        <button
          type="button"
          aria-pressed={viewNow() === 'grid'}
          aria-label={say.archive.grid}
          title={say.archive.grid}
          onClick={() => setView('grid')}
        >
          <LayoutGrid size={16} aria-hidden="true" />
        </button>
        <button
          type="button"
          aria-pressed={viewNow() === 'table'}
          aria-label={say.archive.table}
          title={say.archive.table}
          onClick={() => setView('table')}
        >
          <Rows3 size={16} aria-hidden="true" />
        </button>
      </div>
      {viewNow() === 'grid' && (
        <button
          type="button"
          aria-pressed={!wholeSlides()}
          aria-label={say.archive.sameScale}
          title={say.archive.sameScaleHint}
          onClick={() => showWholeSlides(!wholeSlides())}
        >
          <Scaling size={16} aria-hidden="true" />
        </button>
      )}
    </>
  );
}
