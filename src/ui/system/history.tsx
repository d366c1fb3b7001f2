import { dateTime, number, words } from '../words/words.js';
import type { Measured } from './system-store.js';

const WIDTH = 640;
const HEIGHT = 140;
const EDGE = { left: 34, right: 12, top: 10, bottom: 22 };
const LEVELS = [0, 0.5, 1];

/** The first-hit rate over all measurements with its intervals, oldest left. */
export function History({ all }: { readonly all: readonly Measured[] }) {
  const say = words.value.system;
  const points = [...all].reverse().flatMap(({ id, madeAt, report }) => {
    const { acc1, ci95, space } = report;
    return acc1 === null ? [] : [{ id, madeAt, space, value: acc1, interval: ci95.acc1 }];
  });
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return null;
  const x = (i: number) =>
    EDGE.left + 8 + (i * (WIDTH - EDGE.left - EDGE.right - 16)) / Math.max(1, points.length - 1);
  const y = (value: number) => HEIGHT - EDGE.bottom - value * (HEIGHT - EDGE.top - EDGE.bottom);
  const title = `${say.history}: ${say.figures.acc1}`;
  return (
    <figure class="history-chart">
      <figcaption class="faint">{title}</figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={title}>
        {LEVELS.map((level) => (
          <g key={level}>
            <path class="axis" d={`M${EDGE.left} ${y(level)}H${WIDTH - EDGE.right}`} />
            <text x={EDGE.left - 6} y={y(level) + 4} text-anchor="end">
              {number(level, 1)}
            </text>
          </g>
        ))}
        <text x={EDGE.left} y={HEIGHT - 4}>
          {dateTime(first.madeAt)}
        </text>
        <text x={WIDTH - EDGE.right} y={HEIGHT - 4} text-anchor="end">
          {dateTime(last.madeAt)}
        </text>
        <path class="course" d={`M${points.map(({ value }, i) => `${x(i)} ${y(value)}`).join('L')}`} />
        {points.map(({ id, madeAt, space, value, interval }, i) => (
          <g key={id}>
            {interval && <path class="whisker" d={`M${x(i)} ${y(interval[0])}V${y(interval[1])}`} />}
            <circle cx={x(i)} cy={y(value)} r="4">
              <title>{`${dateTime(madeAt)}: ${number(value, 2)} (${space})`}</title>
            </circle>
          </g>
        ))}
      </svg>
    </figure>
  );
}
