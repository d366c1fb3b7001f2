import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { attempt } from '../parts/notices.jsx';
import { call } from '../server/call.js';
import { api } from '../server/client.js';
import { dateTime, number, words } from '../words/words.js';
import { ClassTable } from './class-table.jsx';
import { FigureBars } from './figure-bar.jsx';
import { History } from './history.jsx';
import { SiteBias } from './site-bias.jsx';
import { loadMeasured, type Measured, measured } from './system-store.js';

const FIGURES = ['acc1', 'mmv3', 'mmv5', 'macroMmv5', 'map5'] as const;
const LABELS = ['diagnosis', 'organ'] as const;

/** How well the archive finds its own, measured on request, with intervals, chance and history. */
export function Quality() {
  const say = words.value;
  const label = useSignal<(typeof LABELS)[number]>('diagnosis');
  const busy = useSignal(false);
  useEffect(() => void measured.load(loadMeasured), []);
  const all = (measured.now.value.value ?? []).filter(({ report }) => report.label === label.value);
  const measure = async () => {
    busy.value = true;
    await attempt(async () => {
      await call(api.evaluations.retrieval.$post({ json: { label: label.value, siteBias: true } }));
      await measured.load(loadMeasured);
    });
    busy.value = false;
  };
  return (
    <section>
      <h2>{say.system.quality}</h2>
      <p class="faint">{say.system.qualityHint}</p>
      <div class="quality-tools">
        <label>
          {say.system.label}{' '}
          <select
            value={label.value}
            onChange={({ currentTarget }) => {
              label.value = LABELS.find((one) => one === currentTarget.value) ?? 'diagnosis';
            }}
          >
            {LABELS.map((one) => (
              <option key={one} value={one}>
                {say.fields[one]}
              </option>
            ))}
          </select>
        </label>
        <button type="button" disabled={busy.value} onClick={() => void measure()}>
          {busy.value ? say.system.measuring : say.system.measure}
        </button>
      </div>
      {all[0] ? <Latest found={all[0]} /> : <p class="faint">{say.system.never}</p>}
      {all.length > 1 && <History all={all} />}
    </section>
  );
}

function Latest({ found: { madeAt, report } }: { readonly found: Measured }) {
  const say = words.value;
  const label = say.fields[report.label] ?? report.label;
  return (
    <>
      <table class="quality">
        <caption>
          {say.system.measured(dateTime(madeAt), label, number(report.queries), number(report.patients))} ·{' '}
          {report.space}
        </caption>
        <tbody>
          <FigureBars names={FIGURES} report={report} />
        </tbody>
      </table>
      {report.leftOut.queries > 0 && (
        <p class="faint">
          {say.system.leftOut(number(report.leftOut.queries), number(report.leftOut.classes))}
        </p>
      )}
      {report.siteBias && <SiteBias found={report.siteBias} />}
      <ClassTable classes={report.perClass} />
    </>
  );
}
