import { thumbnailOf } from '../server/pictures.js';
import type { CaseRecord } from '../server/types.js';
import { caseDate, words } from '../words/words.js';

const COLUMNS = ['diagnosis', 'organ', 'specimen', 'site', 'date', 'slides'] as const;

/** Heads of the table view; the rows below have the same columns. */
export function TableHead() {
  const say = words.value.fields;
  return (
    <div class="case-row head" aria-hidden="true">
      <span />
      {COLUMNS.map((key) => (
        <span key={key}>{say[key]}</span>
      ))}
    </div>
  );
}

export function CaseRow({ item }: { readonly item: CaseRecord }) {
  const say = words.value.archive;
  const slide = item.slideIds[0];
  return (
    <a class="case-row" href={`/cases/${item.id}`}>
      <span class="thumb">{slide && <img src={thumbnailOf(slide, 128)} alt="" loading="lazy" />}</span>
      <strong class={item.diagnosis.text ? '' : 'faint'}>{item.diagnosis.text ?? say.noDiagnosis}</strong>
      <span>{item.organ}</span>
      <span>{item.specimen}</span>
      <span>{item.site}</span>
      <span>{item.date && caseDate(item.date)}</span>
      <span>{item.slideIds.length}</span>
    </a>
  );
}
