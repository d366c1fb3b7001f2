import { useRef } from 'preact/hooks';
import type { Point } from '../server/types.js';
import type { SlideView } from '../viewer/view.js';
import { type Grip, gripOf } from './pinch.js';

type Ways = {
  readonly view: SlideView;
  /** Points come in px of the viewer. */
  readonly begin: (at: Point) => void;
  readonly draw: (through: readonly Point[]) => void;
  readonly end: (at: Point) => void;
  readonly drop: () => void;
  /** The pointer moves and draws nothing. */
  readonly hover: (at: Point) => void;
};

/**
 * One stroke at a time, by mouse, pen or one finger, from the moment of touching to that of letting go: the quickest
 * click is a whole stroke. A second finger drops it and takes hold of the slide; a palm beside a pen does nothing.
 */
export function useStrokes({ view, begin, draw, end, drop, hover }: Ways) {
  const stroke = useRef<{ readonly id: number; readonly kind: string }>();
  const fingers = useRef(new Map<number, Point>());
  const grip = useRef<Grip>();

  const hold = () => {
    const [a, b] = [...fingers.current.values()];
    const next = a && b && gripOf([a, b]);
    if (next && grip.current)
      view.carry(grip.current.middle, next.middle, next.distance / grip.current.distance);
    grip.current = next;
  };
  const lift = ({ pointerId }: PointerEvent) => {
    fingers.current.delete(pointerId);
    hold();
  };
  return {
    onPointerDown(event: PointerEvent) {
      const { pointerId: id, pointerType: kind } = event;
      if (event.button !== 0 || (kind === 'touch' && stroke.current?.kind === 'pen')) return;
      (event.currentTarget as Element).setPointerCapture(id);
      if (kind === 'touch') fingers.current.set(id, placeOf(event));
      if (fingers.current.size > 1) {
        if (stroke.current) drop();
        stroke.current = undefined;
        hold();
      } else if (!stroke.current) {
        stroke.current = { id, kind };
        begin(placeOf(event));
      }
    },
    onPointerMove(event: PointerEvent) {
      const at = placeOf(event);
      if (fingers.current.has(event.pointerId)) fingers.current.set(event.pointerId, at);
      if (grip.current) return hold();
      if (stroke.current?.id !== event.pointerId) return stroke.current ? undefined : hover(at);
      // A pen says more points than the screen is drawn with.
      const between = event.getCoalescedEvents?.() ?? [];
      const { left, top } = (event.currentTarget as Element).getBoundingClientRect();
      const points = between.map(({ clientX, clientY }) => ({ x: clientX - left, y: clientY - top }));
      draw(points.length > 0 ? points : [at]);
    },
    onPointerUp(event: PointerEvent) {
      lift(event);
      if (stroke.current?.id !== event.pointerId) return;
      stroke.current = undefined;
      end(placeOf(event));
    },
    onPointerCancel(event: PointerEvent) {
      lift(event);
      if (stroke.current?.id !== event.pointerId) return;
      stroke.current = undefined;
      drop();
    },
  };
}

function placeOf(event: MouseEvent): Point {
  const { left, top } = (event.currentTarget as Element).getBoundingClientRect();
  return { x: event.clientX - left, y: event.clientY - top };
}
