import { useSignal } from '@preact/signals';
import type { Point } from '../server/types.js';
import type { Keys } from '../state/keys.js';
import { useKeys } from '../state/use-keys.js';
import type { Frame } from '../viewer/view.js';
import { tool } from './region.js';
import type { Strokes } from './use-drawing.js';

const STEP_PX = 24;
const FINE_PX = 3;
const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/**
 * Drawing without a pointer: arrows move a crosshair (with Shift in small steps), Space sets a corner or begins and
 * ends a line, Backspace takes a corner back, Enter is done. Answers where the crosshair is, px of the viewer.
 */
export function useCrosshair(strokes: Strokes, { size }: Frame): Point | undefined {
  const at = useSignal<Point>({ x: size.width / 2, y: size.height / 2 });
  const shown = useSignal(false);
  const step = (event: KeyboardEvent) => {
    const [x, y] = ARROWS[event.key] ?? [0, 0];
    const by = event.shiftKey ? FINE_PX : STEP_PX;
    at.value = {
      x: Math.min(size.width, Math.max(0, at.value.x + x * by)),
      y: Math.min(size.height, Math.max(0, at.value.y + y * by)),
    };
    shown.value = true;
    if (strokes.isBegun()) strokes.draw([at.value]);
  };
  const set = () => {
    shown.value = true;
    if (tool.value === 'polygon' || strokes.isBegun()) strokes.end(at.value);
    else strokes.begin(at.value);
  };
  const done = () => {
    if (tool.value !== 'polygon' && strokes.isBegun()) strokes.end(at.value);
    else strokes.finish();
  };
  const keys: Keys = {
    ...Object.fromEntries(Object.keys(ARROWS).map((key) => [key, step])),
    ' ': set,
    Backspace: strokes.back,
    Enter: done,
  };
  // Asked at the moment of the key: the one that chose the tool may have been just before.
  const whileDrawing = Object.entries(keys).map(([key, act]) => [
    key,
    (event: KeyboardEvent) => tool.value !== 'pan' && act(event),
  ]);
  useKeys(Object.fromEntries(whileDrawing));
  return shown.value && tool.value !== 'pan' ? at.value : undefined;
}
