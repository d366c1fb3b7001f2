import { useRef } from 'preact/hooks';
import type { Point } from '../server/types.js';
import type { SlideView } from '../viewer/view.js';
import { type Grip, gripOf } from './pinch.js';
import { tool } from './region.js';
import type { Strokes } from './use-drawing.js';

/**
 * One stroke at a time, by mouse, pen or one finger, from the moment of touching to that of letting go: the quickest
 * click is a whole stroke. A second finger drops it and takes hold of the slide; a palm beside a pen does nothing.
 */
export function usePointers(view: SlideView, strokes: Strokes) {
  const stroke = useRef<{ readonly id: number; readonly kind: string }>();
  const fingers = useRef(new Map<number, Point>());
  const grip = useRef<Grip>();
  const hold = () => {
    const [a, b] = [...fingers.current.values()];
    const next = a && b && gripOf([a, b]);
    const last = grip.current;
    if (next && last) view.carry(last.middle, next.middle, next.distance / last.distance);
    grip.current = next;
  };
  /** True when it was the stroke's own pointer. */
  const lift = ({ pointerId }: PointerEvent) => {
    fingers.current.delete(pointerId);
    hold();
    const own = stroke.current?.id === pointerId;
    if (own) stroke.current = undefined;
    return own;
  };
  return {
    onPointerDown(event: PointerEvent) {
      const { pointerId: id, pointerType: kind } = event;
      if (event.button !== 0 || (kind === 'touch' && stroke.current?.kind === 'pen')) return;
      (event.currentTarget as Element).setPointerCapture(id);
      if (kind === 'touch') fingers.current.set(id, placeOf(event));
      if (fingers.current.size > 1) {
        stroke.current = undefined;
        strokes.drop();
        hold();
      } else if (!stroke.current) {
        stroke.current = { id, kind };
        strokes.begin(placeOf(event));
      }
    },
    onPointerMove(event: PointerEvent) {
      const { pointerId: id } = event;
      if (fingers.current.has(id)) fingers.current.set(id, placeOf(event));
      if (grip.current) hold();
      else if (stroke.current?.id === id) strokes.draw(placesOf(event));
      else if (!stroke.current) strokes.hover(placeOf(event));
    },
    onPointerUp(event: PointerEvent) {
      if (lift(event)) strokes.end(placeOf(event));
    },
    onPointerCancel(event: PointerEvent) {
      if (lift(event)) strokes.drop();
    },
    /** The second click of two set a corner once more where the first one set it. */
    onDblClick() {
      if (tool.value !== 'polygon') return;
      strokes.back();
      strokes.finish();
    },
  };
}

function placeOf(event: MouseEvent): Point {
  const { left, top } = (event.currentTarget as Element).getBoundingClientRect();
  return { x: event.clientX - left, y: event.clientY - top };
}

/** A pen says more points than the screen is drawn with. */
function placesOf(event: PointerEvent): Point[] {
  const between = event.getCoalescedEvents?.() ?? [];
  const { left, top } = (event.currentTarget as Element).getBoundingClientRect();
  const points = between.map(({ clientX, clientY }) => ({ x: clientX - left, y: clientY - top }));
  return points.length > 0 ? points : [placeOf(event)];
}
