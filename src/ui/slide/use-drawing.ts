import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Point } from '../server/types.js';
import { type Frame, type SlideView, toScreen, toSlide } from '../viewer/view.js';
import { finishDrawing } from './finish-drawing.js';
import { tool } from './region.js';

/** What a pointer or the keyboard does to the stroke that is being drawn; places are px of the viewer. */
export type Strokes = {
  isBegun(): boolean;
  begin(at: Point): void;
  draw(through: readonly Point[]): void;
  end(at: Point): void;
  drop(): void;
  hover(at: Point): void;
  /** Done without a last point. */
  finish(): void;
  /** Takes the last corner back. */
  back(): void;
};

/** The nearness, in px of the screen, at which a click meets the first corner of a polygon. */
const CLOSE_PX = 12;

/** The stroke that is being drawn, in level-0 px (a slide that moves takes it along), and what can be done to it. */
export function useDrawing(
  slideId: string,
  size: { readonly width: number; readonly height: number },
  view: SlideView,
) {
  const draft = useSignal<readonly Point[]>([]);
  const hover = useSignal<Point | undefined>(undefined);
  const clear = () => {
    draft.value = [];
    hover.value = undefined;
  };
  useEffect(() => tool.subscribe(clear), []);
  const isPolygon = () => tool.value === 'polygon';
  const toLevel0 = (at: Point) => toSlide(view.frame().matrix, at);
  const finish = (points: readonly Point[]) => {
    clear();
    finishDrawing(slideId, tool.value, points, view.frame(), size);
  };
  const strokes: Strokes = {
    isBegun: () => draft.value.length > 0,
    begin(at) {
      if (!isPolygon()) draft.value = [toLevel0(at)];
    },
    draw(through) {
      const points = through.map(toLevel0);
      if (isPolygon()) hover.value = points.at(-1);
      else if (tool.value === 'freehand') draft.value = [...draft.value, ...points];
      else draft.value = [...draft.value.slice(0, 1), ...points.slice(-1)];
    },
    end(at) {
      const points = draft.value;
      if (!isPolygon()) {
        finish([...(tool.value === 'freehand' ? points : points.slice(0, 1)), toLevel0(at)]);
      } else if (points.length > 2 && isNear(view.frame(), points[0]!, at)) finish(points);
      else draft.value = [...points, toLevel0(at)];
    },
    // A finger that comes down beside another one sets no corner; those that are set stay.
    drop() {
      if (!isPolygon()) draft.value = [];
    },
    hover(at) {
      hover.value = isPolygon() ? toLevel0(at) : undefined;
    },
    finish() {
      if (isPolygon() && draft.value.length > 2) finish(draft.value);
      else if (tool.value === 'rectangle' && draft.value.length === 0) finish(middleOf(view.frame()));
    },
    back() {
      draft.value = draft.value.slice(0, -1);
    },
  };
  return { draft, hover, strokes };
}

function isNear({ matrix }: Frame, corner: Point, at: Point): boolean {
  const { x, y } = toScreen(matrix, corner);
  return Math.hypot(x - at.x, y - at.y) < CLOSE_PX;
}

/** For those who draw without a pointer: the middle of what is seen. */
function middleOf({ matrix, size }: Frame): Point[] {
  return [0.35, 0.65].map((share) => toSlide(matrix, { x: size.width * share, y: size.height * share }));
}
