import { ArrowDown } from 'lucide-preact';
import { thumbnailOf } from '../server/pictures.js';
import type { CaseRecord } from '../server/types.js';
import { caseDate, words } from '../words/words.js';
import { CaseState, Pick } from './case-card.jsx';
import { canBeSeen } from './case-picture.jsx';
import { SORTS, setSort, sortNow } from './question.js';
import { choosesBy, selected } from './selection.js';

const COLUMNS = ['diagnosis', 'organ', 'specimen', 'site', 'date', 'slides'] as const;

/** Heads of the table view; the rows below have the same columns. Those that can be sorted by are buttons. */
export function TableHead() {
  const say = words.value;
  return (
    <div class="case-row head">
      <span />
      <div>
        <span />
        {COLUMNS.map((key) => {
          const sort = SORTS.find((one) => one === key);
          if (!sort) return <span key={key}>{say.fields[key]}</span>;
          const sorted = sortNow() === sort;
          return (
            <button
              key={key}
              type="button"
              class="quiet"
              aria-pressed={sorted}
              title={`${say.archive.sort}: ${say.fields[key]}`}
              onClick={() => setSort(sorted ? 'newest' : sort)}
            >
              {say.fields[key]} {sorted && <ArrowDown size={12} aria-hidden="true" />}
            </button>
          );
        })}
      </div>
    </div>
  );
}

export function CaseRow({ item, index }: { readonly item: CaseRecord; readonly index: number }) {
  const say = words.value.archive;
  const slide = item.slides[0];
  return (
    <div class={`case-row ${selected.value.has(item.id) ? 'picked' : ''}`}>
      <Pick item={item} index={index} />
      <a href={`/cases/${item.id}`} onClick={(event) => choosesBy(event, index)}>
        <span class="thumb">
          {slide && canBeSeen(slide) && <img src={thumbnailOf(slide.id, 128)} alt="" loading="lazy" />}
        </span>
        <strong class={item.diagnosis.text ? '' : 'faint'}>{item.diagnosis.text ?? say.noDiagnosis}</strong>
        <span>{item.organ}</span>
        <span>{item.specimen}</span>
        <span>{item.site}</span>
        <span>{item.date && caseDate(item.date)}</span>
        <span>{item.slideIds.length}</span>
      </a>
      <CaseState item={item} />
    </div>
  );
}
