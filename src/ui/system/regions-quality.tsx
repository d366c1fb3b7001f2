import { useEffect } from 'preact/hooks';
import { dateTime, number, words } from '../words/words.js';
import { FigureBars } from './figure-bar.jsx';
import { loadMeasuredRegions, measuredRegions } from './system-store.js';

const FIGURES = ['p1', 'p5', 'macroP5', 'map5'] as const;

/** Regions with truth, as they were measured last; nothing where nobody measured (it takes a folder of truth). */
export function RegionsQuality() {
  const say = words.value.system;
  useEffect(() => void measuredRegions.load(loadMeasuredRegions), []);
  const [latest] = measuredRegions.now.value.value ?? [];
  if (!latest) return null;
  const { report, madeAt } = latest;
  return (
    <section>
      <h2>{say.regions}</h2>
      <table class="quality">
        <caption>
          {say.measuredRegions(dateTime(madeAt), number(report.queries), number(report.patients))} ·{' '}
          {report.space}
        </caption>
        <tbody>
          <FigureBars names={FIGURES} report={report} />
        </tbody>
      </table>
    </section>
  );
}
