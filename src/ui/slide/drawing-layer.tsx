import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { Point } from '../server/types.js';
import { useKeys } from '../state/use-keys.js';
import { type Frame, type SlideView, toScreen, toSlide } from '../viewer/view.js';
import { finishDrawing } from './finish-drawing.js';
import { regions, ruler, tool } from './region.js';
import { Marker, RulerLine, type ScreenShape, Shape } from './shapes.jsx';

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
 * stroke becomes a movement of the slide; the wheel still zooms.
 */
export function DrawingLayer({ slideId, size, mpp, view, frame, highlight }: Props) {
  const draft = useSignal<readonly Point[]>([]);
  const hover = useSignal<Point | undefined>(undefined);
  const pointer = useRef<number>();
  const active = tool.value;
  const onSlide = (event: MouseEvent) => {
    const edge = (event.currentTarget as Element).getBoundingClientRect();
    return toSlide(view.frame().matrix, { x: event.clientX - edge.left, y: event.clientY - edge.top });
  };
  const finish = (points: readonly Point[]) => {
    draft.value = [];
    finishDrawing(slideId, active, points, view.frame(), size);
  };
  const isNear = (a: Point, b: Point) => {
    const [p, q] = [toScreen(frame.matrix, a), toScreen(frame.matrix, b)];
    return Math.hypot(p.x - q.x, p.y - q.y) < CLOSE_PX;
  };
  const down = (event: PointerEvent) => {
    if (event.button !== 0 || pointer.current !== undefined) return;
    const point = onSlide(event);
    if (active === 'polygon') {
      const points = draft.value;
      if (points.length > 2 && isNear(points[0]!, point)) return finish(points);
      draft.value = [...points, point];
      return;
    }
    pointer.current = event.pointerId;
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    draft.value = [point, point];
  };
  const move = (event: PointerEvent) => {
    if (active === 'polygon') {
      hover.value = onSlide(event);
      return;
    }
    if (event.pointerId !== pointer.current) return;
    const point = onSlide(event);
    draft.value = active === 'freehand' ? [...draft.value, point] : [draft.value[0]!, point];
  };
  const up = (event: PointerEvent) => {
    if (event.pointerId !== pointer.current) return;
    pointer.current = undefined;
    finish([...draft.value.slice(0, active === 'freehand' ? undefined : 1), onSlide(event)]);
  };
  const drop = () => {
    pointer.current = undefined;
    draft.value = [];
  };
  useKeys({
    Enter: () => {
      if (active === 'polygon' && draft.value.length > 2) finish(draft.value);
      else if (active === 'rectangle') finish(middleOf(view.frame()));
    },
  });
  const region = regions.value.get(slideId);
  const line = ruler.value;
  const drawn = active === 'polygon' && hover.value ? [...draft.value, hover.value] : draft.value;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: without a pointer one draws by keys (Enter).
    <svg
      class={`drawing ${active === 'pan' ? '' : 'active'}`}
      role="presentation"
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={drop}
      onDblClick={() => active === 'polygon' && draft.value.length > 2 && finish(draft.value.slice(0, -1))}
      onWheel={(event) => {
        event.preventDefault();
        const edge = event.currentTarget.getBoundingClientRect();
        const around = { x: event.clientX - edge.left, y: event.clientY - edge.top };
        view.zoomBy(event.deltaY < 0 ? 1.25 : 0.8, around);
      }}
    >
      {highlight && <Shape shape={highlight} matrix={frame.matrix} dashed />}
      {region && <Shape shape={region} matrix={frame.matrix} />}
      {draft.value.length > 0 && active === 'rectangle' && (
        <Shape shape={rectangleOf(drawn, frame)} matrix={frame.matrix} />
      )}
      {draft.value.length > 0 && (active === 'polygon' || active === 'freehand') && (
        <Shape shape={{ kind: 'polygon', points: drawn }} matrix={frame.matrix} open />
      )}
      {active === 'polygon' && draft.value[0] && <Marker at={toScreen(frame.matrix, draft.value[0])} />}
      {draft.value.length > 1 && active === 'ruler' ? (
        <RulerLine from={draft.value[0]!} to={draft.value[1]!} matrix={frame.matrix} mpp={mpp} />
      ) : (
        line && <RulerLine from={line.from} to={line.to} matrix={frame.matrix} mpp={mpp} />
      )}
    </svg>
  );
}

/** Straight on the screen, also when the slide is turned. */
function rectangleOf(points: readonly Point[], { matrix }: Frame): ScreenShape {
  const [from, to] = [toScreen(matrix, points[0]!), toScreen(matrix, points[1]!)];
  const corners = [from, { x: to.x, y: from.y }, to, { x: from.x, y: to.y }];
  return { kind: 'polygon', points: corners.map((corner) => toSlide(matrix, corner)) };
}

/** For those who draw without a pointer: the middle of what is seen. */
function middleOf({ matrix, size }: Frame): Point[] {
  return [0.35, 0.65].map((share) => toSlide(matrix, { x: size.width * share, y: size.height * share }));
}
