import { useSignal } from '@preact/signals';
import type { Point } from '../server/types.js';
import type { Keys } from '../state/keys.js';
import { useKeys } from '../state/use-keys.js';
import type { Frame } from '../viewer/view.js';
import type { Tool } from './region.js';

type Ways = {
  readonly tool: Tool;
  readonly frame: Frame;
  /** Points of the stroke that is being drawn. */
  readonly drawn: number;
  readonly begin: (at: Point) => void;
  readonly draw: (through: readonly Point[]) => void;
  readonly end: (at: Point) => void;
  readonly finish: () => void;
  readonly back: () => void;
};

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
export function useCrosshair({
  tool,
  frame,
  drawn,
  begin,
  draw,
  end,
  finish,
  back,
}: Ways): Point | undefined {
  const at = useSignal<Point | undefined>(undefined);
  const active = tool !== 'pan';
  const middle = { x: frame.size.width / 2, y: frame.size.height / 2 };
  const step = (event: KeyboardEvent) => {
    const [x, y] = ARROWS[event.key] ?? [0, 0];
    const by = event.shiftKey ? FINE_PX : STEP_PX;
    const from = at.value ?? middle;
    const next = {
      x: Math.min(frame.size.width, Math.max(0, from.x + x * by)),
      y: Math.min(frame.size.height, Math.max(0, from.y + y * by)),
    };
    at.value = next;
    if (drawn > 0) draw([next]);
  };
  const set = () => {
    const here = at.value ?? middle;
    at.value = here;
    if (tool === 'polygon') end(here);
    else if (drawn > 0) end(here);
    else begin(here);
  };
  const keys: Keys = {
    ...Object.fromEntries(Object.keys(ARROWS).map((key) => [key, step])),
    ' ': set,
    Backspace: back,
    Enter: () => (at.value && drawn > 0 && tool !== 'polygon' ? end(at.value) : finish()),
  };
  useKeys(active ? keys : {});
  return active ? at.value : undefined;
}
