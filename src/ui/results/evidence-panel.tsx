import type { ComponentChildren } from 'preact';
import type { Answer, Evidence } from '../server/types.js';
import { language } from '../state/preferences.js';
import { number, percent, words } from '../words/words.js';
import { letterOf } from './letters.js';

/** Entropy below which the diagnoses agree, and above which they do not, bits. */
const AGREE = { high: 0.75, mixed: 1.6 };

type Props = {
  readonly found: Answer;
  /** Stands beside the sentence. */
  readonly children?: ComponentChildren;
};

/** The evidence as a small chart: a bar per diagnosis, a tick where its share of the archive lies. */
export function EvidencePanel({ found, children }: Props) {
  const say = words.value.results;
  const chinese = language.value === 'zh';
  if (found.evidence.length === 0) return null;
  const all = found.evidence.reduce((sum, row) => Math.max(sum, row.archivePatients), 0);
  const first = found.evidence[0];
  const agreement = found.entropy < AGREE.high ? say.high : found.entropy < AGREE.mixed ? say.mixed : say.low;
  return (
    <section class="evidence" aria-label={say.evidence}>
      <header>
        <h2>{say.evidence}</h2>
        <p>{say.agreement(agreement)}</p>
        <details>
          <summary>{say.rule}</summary>
          <p>{chinese ? found.evidenceRule.zh : found.evidenceRule.en}</p>
        </details>
      </header>
      <table>
        <colgroup>
          <col class="names" />
          <col />
          <col class="numbers" />
        </colgroup>
        <thead class="unseen">
          <tr>
            <th scope="col">{words.value.fields.diagnosis}</th>
            <th scope="col">{say.weight}</th>
            <th scope="col">{say.patients(2)}</th>
          </tr>
        </thead>
        <tbody>
          {found.evidence.map((row) => (
            <Row
              key={row.diagnosis ?? ''}
              row={row}
              found={found}
              patients={Math.max(all, found.searched.patients)}
            />
          ))}
        </tbody>
      </table>
      <div class="evidence-foot">
        {first && <p class="sentence">{chinese ? first.sentenceZh : first.sentence}</p>}
        {children}
      </div>
      {found.sameSiteShare !== null && found.sameSiteShare > 0.5 && (
        <p class="sentence">{say.sameSite(percent(found.sameSiteShare))}</p>
      )}
    </section>
  );
}

type RowProps = { readonly row: Evidence; readonly found: Answer; readonly patients: number };

function Row({ row, found, patients }: RowProps) {
  const say = words.value;
  const share = patients > 0 ? row.archivePatients / patients : 0;
  const letter = letterOf(found, row.diagnosis);
  const sentence = language.value === 'zh' ? row.sentenceZh : row.sentence;
  return (
    <tr title={sentence}>
      <th scope="row">
        <span class={`letter letter-${letter}`} aria-hidden="true">
          {letter}
        </span>
        <span>{row.diagnosis ?? say.archive.noDiagnosis}</span>
      </th>
      <td class="weight">
        <span class={`bar letter-${letter}`} style={{ width: `${row.weight * 100}%` }} />
        <span
          class="tick"
          style={{ left: `${share * 100}%` }}
          title={`${say.results.archiveShare}: ${percent(share)}`}
        />
      </td>
      <td class="figures">
        {number(row.weight, 2)} <small>{say.results.patients(row.patients)}</small>
      </td>
    </tr>
  );
}
