import { thumbnailOf } from '../server/pictures.js';
import type { CaseRecord } from '../server/types.js';
import { words } from '../words/words.js';

/** A case in the grid: its picture, what it is, how many slides. Opens its first slide. */
export function CaseCard({ item }: { readonly item: CaseRecord }) {
  const say = words.value.archive;
  const slide = item.slideIds[0];
  const diagnosis = item.diagnosis.text ?? say.noDiagnosis;
  const body = (
    <>
      <span class="picture">
        {slide ? (
          <img src={thumbnailOf(slide, 256)} alt="" loading="lazy" decoding="async" />
        ) : (
          <i>{say.noSlide}</i>
        )}
      </span>
      <strong class={item.diagnosis.text ? '' : 'faint'}>{diagnosis}</strong>
      <span class="facts">
        {[item.organ, item.noCase ? say.noCase : undefined, say.slides(item.slideIds.length)]
          .filter(Boolean)
          .join(' · ')}
      </span>
    </>
  );
  return slide ? (
    <a class="card" href={`/slides/${slide}`}>
      {body}
    </a>
  ) : (
    <div class="card">{body}</div>
  );
}
