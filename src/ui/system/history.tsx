import { dateTime, number, words } from '../words/words.js';
import type { Measured } from './system-store.js';

const WIDTH = 640;
const HEIGHT = 120;
const EDGE = 12;

/** The first-hit rate over all measurements, oldest left. */
export function History({ all }: { readonly all: readonly Measured[] }) {
  const say = words.value.system;
  const points = [...all]
    .reverse()
    .flatMap(({ id, madeAt, report }) => (report.acc1 === null ? [] : [{ id, madeAt, value: report.acc1 }]));
  const x = (i: number) => EDGE + (i * (WIDTH - 2 * EDGE)) / Math.max(1, points.length - 1);
  const y = (value: number) => HEIGHT - EDGE - value * (HEIGHT - 2 * EDGE);
  const line = points.map(({ value }, i) => `${x(i)} ${y(value)}`).join('L');
  return (
    <figure class="history-chart">
      <figcaption class="faint">
        {say.history}: {say.figures.acc1}
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`${say.history}: ${say.figures.acc1}`}>
        <path class="axis" d={`M${EDGE} ${y(0)}H${WIDTH - EDGE}M${EDGE} ${y(1)}H${WIDTH - EDGE}`} />
        <path class="course" d={`M${line}`} />
        {points.map(({ id, madeAt, value }, i) => (
          <circle key={id} cx={x(i)} cy={y(value)} r="4">
            <title>{`${dateTime(madeAt)}: ${number(value, 2)}`}</title>
          </circle>
        ))}
      </svg>
    </figure>
  );
}
