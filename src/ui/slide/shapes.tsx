import type { Point } from '../server/types.js';
import { type Matrix, toScreen } from '../viewer/view.js';
import { plainNumber, words } from '../words/words.js';
import type { Region } from './region.js';

export type ScreenShape = Region;

type ShapeProps = {
  readonly shape: ScreenShape;
  readonly matrix: Matrix;
  /** Hits are dashed, queries solid. */
  readonly dashed?: boolean | undefined;
  readonly open?: boolean | undefined;
};

/** An outline on tissue: a dark halo under a bright line reads on pink, violet and white. */
export function Shape({ shape, matrix, dashed = false, open = false }: ShapeProps) {
  const path = `M${cornersOf(shape)
    .map((point) => at(toScreen(matrix, point)))
    .join('L')}${open ? '' : 'Z'}`;
  return (
    <g class={dashed ? 'outline dashed' : 'outline'}>
      <path class="halo" d={path} />
      <path class="line" d={path} />
    </g>
  );
}

export function Marker({ at: { x, y } }: { readonly at: Point }) {
  return <circle class="marker" cx={x} cy={y} r={5} />;
}

/** Where the next point goes when one draws by keys. */
export function Crosshair({ at: { x, y } }: { readonly at: Point }) {
  const path = `M${x - 14} ${y}H${x + 14}M${x} ${y - 14}V${y + 14}`;
  return (
    <g class="outline crosshair">
      <path class="halo" d={path} />
      <path class="line" d={path} />
    </g>
  );
}

type RulerProps = {
  readonly from: Point;
  readonly to: Point;
  readonly matrix: Matrix;
  readonly mpp: number | undefined;
};

export function RulerLine({ from, to, matrix, mpp }: RulerProps) {
  const [a, b] = [toScreen(matrix, from), toScreen(matrix, to)];
  const px = Math.hypot(to.x - from.x, to.y - from.y);
  const length = mpp ? words.value.slide.length(plainNumber(px * mpp, 4)) : `${Math.round(px)} px`;
  const path = `M${at(a)}L${at(b)}`;
  return (
    <g class="outline ruler">
      <path class="halo" d={path} />
      <path class="line" d={path} />
      <text x={(a.x + b.x) / 2} y={(a.y + b.y) / 2 - 8}>
        {length}
      </text>
    </g>
  );
}

function cornersOf(shape: ScreenShape): readonly Point[] {
  if (shape.kind === 'polygon') return shape.points;
  const { x, y, width, height } = shape.box;
  return [
    { x, y },
    { x: x + width, y },
    { x: x + width, y: y + height },
    { x, y: y + height },
  ];
}

function at({ x, y }: Point): string {
  return `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;
}
