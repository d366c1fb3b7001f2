/**
 * How one axis is resampled: read `length` source pixels from `start`, resize them to `resized` pixels,
 * keep the output from `crop` on. The source window may reach over the level's edges.
 */
export type AxisPlan = {
  readonly start: number;
  readonly length: number;
  readonly resized: number;
  readonly crop: number;
};

/** Lanczos-3 looks at three output pixels to each side (three source pixels when enlarging). */
const LANCZOS_RADIUS = 3;
/** Good enough: an error of a fiftieth of an output pixel cannot be seen or learnt from. */
const SMALL_PHASE_ERROR = 0.02;
const MIN_TRIES = 24;

/**
 * A resize works on whole pixels only, while the target may start and end between two. Widening the window
 * pixel by pixel shifts its phase, so the plan takes the smallest window whose grid meets the target's.
 *
 * @param start,length the target in source pixels (fractions allowed)
 * @param out its size in output pixels
 */
export function planAxis(start: number, length: number, out: number): AxisPlan {
  const scale = length / out;
  const margin = Math.ceil(LANCZOS_RADIUS * Math.max(scale, 1));
  const tries = Math.max(MIN_TRIES, Math.ceil(scale) + 1);
  const first = Math.floor(start) - margin;
  const left = leastError(tries, (step) => distanceToWhole((start - (first - step)) / scale));
  const from = first - left;
  const crop = Math.max(0, Math.round((start - from) / scale));
  const last = Math.ceil(start + length) + margin;
  const right = leastError(tries, (step) => endError(start - from, length, out, crop, last + step - from));
  const window = last + right - from;
  return { start: from, length: window, resized: Math.max(crop + out, Math.round(window / scale)), crop };
}

/** How far the target's two ends miss the output grid, in output pixels, with a window of this many source pixels. */
function endError(offset: number, length: number, out: number, crop: number, window: number): number {
  const resized = Math.max(crop + out, Math.round((window * out) / length));
  const perPixel = resized / window;
  return Math.max(Math.abs(offset * perPixel - crop), Math.abs((offset + length) * perPixel - crop - out));
}

/** The first step with a small error, else the step with the least. */
function leastError(tries: number, errorOf: (step: number) => number): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let step = 0; step < tries; step++) {
    const error = errorOf(step);
    if (error < least) {
      best = step;
      least = error;
    }
    if (error < SMALL_PHASE_ERROR) break;
  }
  return best;
}

function distanceToWhole(value: number): number {
  return Math.abs(value - Math.round(value));
}
