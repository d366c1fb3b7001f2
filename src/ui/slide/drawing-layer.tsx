import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Point } from '../server/types.js';
import { type Frame, type SlideView, toScreen, toSlide } from '../viewer/view.js';
import { words } from '../words/words.js';
import { Draft } from './draft.jsx';
import { finishDrawing } from './finish-drawing.js';
import { regions, ruler, tool } from './region.js';
import { Crosshair, RulerLine, type ScreenShape, Shape } from './shapes.jsx';
import { useCrosshair } from './use-crosshair.js';
import { useStrokes } from './use-strokes.js';

type Props = {
  readonly slideId: string;
  readonly size: { readonly width: number; readonly height: number };
  readonly mpp: number | undefined;
  readonly view: SlideView;
  readonly frame: Frame;
  readonly highlight?: ScreenShape | undefined;
};

/** The nearness, in px of the screen, at which a click meets the first corner of a polygon. */
const CLOSE_PX = 12;

/**
 * What is drawn on the slide, and drawing itself. While a tool is chosen it takes every pointer, so that no quick
 * stroke becomes a movement of the slide; wheel and two fingers still zoom.
 */
export function DrawingLayer({ slideId, size, mpp, view, frame, highlight }: Props) {
  /** Level-0 px: a slide that moves takes the stroke along. */
  const draft = useSignal<readonly Point[]>([]);
  const hover = useSignal<Point | undefined>(undefined);
  const active = tool.value;
  useEffect(() => {
    draft.value = [];
    hover.value = undefined;
  }, [active]);
  const toLevel0 = (at: Point) => toSlide(view.frame().matrix, at);
  const finish = (points: readonly Point[]) => {
    draft.value = [];
    hover.value = undefined;
    finishDrawing(slideId, active, points, view.frame(), size);
  };
  const addCorner = (at: Point) => {
    const points = draft.value;
    const first = points[0] && toScreen(frame.matrix, points[0]);
    const closes = points.length > 2 && first && Math.hypot(first.x - at.x, first.y - at.y) < CLOSE_PX;
    if (closes) finish(points);
    else draft.value = [...points, toLevel0(at)];
  };
  const ways = {
    begin: (at: Point) => {
      if (active !== 'polygon') draft.value = [toLevel0(at)];
    },
    draw: (through: readonly Point[]) => {
      const points = through.map(toLevel0);
      if (active === 'polygon') hover.value = points.at(-1);
      else
        draft.value = active === 'freehand' ? [...draft.value, ...points] : [draft.value[0]!, points.at(-1)!];
    },
    end: (at: Point) => {
      if (active === 'polygon') addCorner(at);
      else finish([...draft.value.slice(0, active === 'freehand' ? undefined : 1), toLevel0(at)]);
    },
    // A finger that comes down beside another one sets no corner; those that are set stay.
    drop: () => {
      if (active !== 'polygon') draft.value = [];
    },
    hover: (at: Point) => {
      hover.value = active === 'polygon' ? toLevel0(at) : undefined;
    },
  };
  const cross = useCrosshair({
    ...ways,
    tool: active,
    frame,
    drawn: draft.value.length,
    finish: () => {
      if (active === 'polygon' && draft.value.length > 2) finish(draft.value);
      else if (active === 'rectangle') finish(middleOf(view.frame()));
    },
    back: () => {
      draft.value = draft.value.slice(0, -1);
    },
  });
  const strokes = useStrokes({ view, ...ways });
  const region = regions.value.get(slideId);
  const line = ruler.value;
  return (
    <svg
      class={`drawing ${active === 'pan' ? '' : 'active'}`}
      role="img"
      aria-label={words.value.slide.drawing}
      {...strokes}
      onDblClick={() => active === 'polygon' && draft.value.length > 3 && finish(draft.value.slice(0, -1))}
      onContextMenu={(event) => event.preventDefault()}
      onWheel={(event) => {
        event.preventDefault();
        const { left, top } = event.currentTarget.getBoundingClientRect();
        view.zoomBy(event.deltaY < 0 ? 1.25 : 0.8, { x: event.clientX - left, y: event.clientY - top });
      }}
    >
      {highlight && <Shape shape={highlight} matrix={frame.matrix} dashed />}
      {region && <Shape shape={region} matrix={frame.matrix} />}
      {line && draft.value.length === 0 && <RulerLine {...line} matrix={frame.matrix} mpp={mpp} />}
      <Draft tool={active} points={draft.value} hover={hover.value} frame={frame} mpp={mpp} />
      {cross && <Crosshair at={cross} />}
    </svg>
  );
}

/** For those who draw without a pointer: the middle of what is seen. */
function middleOf({ matrix, size }: Frame): Point[] {
  return [0.35, 0.65].map((share) => toSlide(matrix, { x: size.width * share, y: size.height * share }));
}
