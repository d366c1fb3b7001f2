import { CircleAlert, GraduationCap, LoaderCircle } from 'lucide-preact';
import { thumbnailOf } from '../server/pictures.js';
import type { CaseRecord } from '../server/types.js';
import { words } from '../words/words.js';
import { CasePicture, canBeSeen } from './case-picture.jsx';
import { wholeSlides } from './question.js';
import { choosesBy, selected, toggleAt } from './selection.js';

type Props = { readonly item: CaseRecord; readonly index: number };

/** A case in the grid: its picture, what it is, how many slides. Opens its first slide. */
export function CaseCard({ item, index }: Props) {
  const say = words.value.archive;
  const slide = item.slides[0];
  const body = (
    <>
      <span class="picture">
        <CasePicture slide={slide} whole={wholeSlides()} />
      </span>
      <strong class={item.diagnosis.text ? '' : 'faint'}>{item.diagnosis.text ?? say.noDiagnosis}</strong>
      <span class="facts">
        {[item.organ, item.noCase ? say.noCase : undefined, say.slides(item.slideIds.length)]
          .filter(Boolean)
          .join(' · ')}
      </span>
    </>
  );
  return (
    <div class={`pickable ${selected.value.has(item.id) ? 'picked' : ''}`}>
      <a
        class="card"
        href={slide && canBeSeen(slide) ? `/slides/${slide.id}` : `/cases/${item.id}`}
        onClick={(event) => choosesBy(event, index)}
        onPointerEnter={() => slide && canBeSeen(slide) && fetchAhead(slide.id)}
      >
        {body}
      </a>
      <Pick item={item} index={index} />
      <CaseState item={item} />
    </div>
  );
}

/** The first picture of a slide that is likely to be opened next. */
function fetchAhead(slideId: string): void {
  new Image().src = thumbnailOf(slideId, 512);
}

/** Chooses a case for what is done to many; Shift chooses everything up to it. */
export function Pick({ item, index }: Props) {
  const say = words.value;
  return (
    <label class="pick" title={`${say.select.pick} (X)`}>
      <input
        type="checkbox"
        checked={selected.value.has(item.id)}
        aria-label={`${say.select.pick}: ${item.diagnosis.text ?? say.archive.noDiagnosis}`}
        onClick={(event) => {
          if (!event.shiftKey || !choosesBy(event, index)) toggleAt(index);
        }}
      />
    </label>
  );
}

/** What one should know of a case at a glance: slides that did not come in, slides in work, good for teaching. */
export function CaseState({ item }: { readonly item: CaseRecord }) {
  const say = words.value;
  const count = (...wanted: string[]) =>
    item.slides.filter(({ state, status }) => state === 'archived' && wanted.includes(status)).length;
  const [troubled, inWork] = [count('failed', 'skipped'), count('pending')];
  return (
    <span class="case-state">
      {item.teaching && (
        <span title={say.fields.teaching}>
          <GraduationCap size={14} aria-label={say.fields.teaching} />
        </span>
      )}
      {inWork > 0 && (
        <span title={say.status.pending}>
          <LoaderCircle size={14} aria-label={say.status.pending} />
        </span>
      )}
      {troubled > 0 && (
        <span class="bad" title={say.archive.troubled(troubled)}>
          <CircleAlert size={14} aria-label={say.archive.troubled(troubled)} />
        </span>
      )}
    </span>
  );
}
