import type { CaseRecord } from '../server/types.js';
import { caseDate, words } from '../words/words.js';

const FIELDS = ['organ', 'specimen', 'site', 'date', 'sex', 'ageBand'] as const;

/** What a case is, diagnosis first. Diagnoses and reports stand as they were written, in any language. */
export function CaseFacts({ item }: { readonly item: CaseRecord }) {
  const say = words.value;
  const value = (key: (typeof FIELDS)[number]) =>
    key === 'date' && item.date ? caseDate(item.date) : (item[key] ?? undefined);
  return (
    <section>
      <h2 class="diagnosis">{item.diagnosis.text ?? say.archive.noDiagnosis}</h2>
      {item.diagnosis.code && <p class="faint">ICD-O-3 {item.diagnosis.code}</p>}
      <dl class="facts">
        {!item.noCase && <Row label={say.fields.caseId} value={item.caseId} />}
        {FIELDS.map((key) => (
          <Row key={key} label={say.fields[key]} value={value(key)} />
        ))}
        {item.teaching && <Row label={say.fields.teaching} value={say.values[String(item.teaching)]} />}
      </dl>
      {(['report', 'notes'] as const).map((key) =>
        item[key] ? (
          <div key={key} class="prose">
            <h3>{say.fields[key]}</h3>
            <p>{item[key]}</p>
          </div>
        ) : null,
      )}
    </section>
  );
}

function Row({ label, value }: { readonly label: string | undefined; readonly value: string | undefined }) {
  if (!value) return null;
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}
