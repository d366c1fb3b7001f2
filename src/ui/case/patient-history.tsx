import { thumbnailOf } from '../server/pictures.js';
import type { CaseRecord } from '../server/types.js';
import { caseDate, words } from '../words/words.js';

type Props = { readonly current: CaseRecord; readonly history: readonly CaseRecord[] };

/** All cases of the patient in the order of their dates: screening, biopsy, resection, follow-up. */
export function PatientHistory({ current, history }: Props) {
  const say = words.value;
  return (
    <section>
      <h2>{say.case.history}</h2>
      {history.length < 2 && <p class="faint">{say.case.noHistory}</p>}
      {history.length > 1 && (
        <ol class="history">
          {history.map((item) => (
            <li key={item.id}>
              <a href={`/cases/${item.id}`} aria-current={item.id === current.id ? 'page' : undefined}>
                <span class="thumb">
                  {item.slideIds[0] && <img src={thumbnailOf(item.slideIds[0], 128)} alt="" loading="lazy" />}
                </span>
                <time>{item.date ? caseDate(item.date) : '–'}</time>
                <strong>{item.diagnosis.text ?? say.archive.noDiagnosis}</strong>
                <small>
                  {[item.specimen, item.organ, item.id === current.id ? say.case.here : undefined]
                    .filter(Boolean)
                    .join(' · ')}
                </small>
              </a>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
