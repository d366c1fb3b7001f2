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
 * pixel by pixel shifts its phase, so the plan takes the smallest window whose grid meets the target's. What is
 * left is a quarter of an output pixel at most, for scales from 7/6 on.
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
  return {
    start: from,
    length: window,
    resized: resizedTo(window, length, out, crop),
    crop,
  };
}

/** The target with the margin that Lanczos-3 needs and nothing more, for a resampling that takes any phase. */
export function marginAround(start: number, length: number, out: number): AxisPlan {
  const margin = Math.ceil(LANCZOS_RADIUS * Math.max(length / out, 1)) + 1;
  const first = Math.floor(start) - margin;
  return {
    start: first,
    length: Math.ceil(start + length) + margin - first,
    resized: out,
    crop: 0,
  };
}

/** How far the target's two ends miss the output grid, in output pixels, with a window of this many source pixels. */
function endError(offset: number, length: number, out: number, crop: number, window: number): number {
  const perPixel = resizedTo(window, length, out, crop) / window;
  return Math.max(Math.abs(offset * perPixel - crop), Math.abs((offset + length) * perPixel - crop - out));
}

function resizedTo(window: number, length: number, out: number, crop: number): number {
  return Math.max(crop + out, Math.round((window * out) / length));
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
