import type { Size } from '../domain/geometry.js';
import type { Rgb } from '../domain/slides.js';
import { TAPS, type Taps, WEIGHT_ONE, weigh } from './weighted-sums.js';

const RADIUS = 3;

/** Where the target lies on one axis of the window, in window pixels (fractions allowed). */
export type Span = { readonly start: number; readonly length: number };

/** True where seven taps hold the whole kernel: enlarging, and shrinking by less than 7/6. */
export function fitsSevenTaps(scale: number): boolean {
  return 2 * RADIUS * scale < TAPS;
}

/**
 * Lanczos-3 at any phase, for scales that fit seven taps. A libvips resize works on whole pixels only, while a
 * slide of 0.499 µm/px asked at 0.5 puts nearly every tile between two. It costs as much as libvips.
 */
export function resampleLanczos(window: Rgb, x: Span, y: Span, size: Size): Rgb {
  const across = tapsOf(x, size.width, window.width);
  const down = tapsOf(y, size.height, window.height);
  return weigh(window, across, down, size);
}

function tapsOf(span: Span, out: number, limit: number): Taps {
  const scale = span.length / out;
  const stretch = Math.max(scale, 1);
  const first = new Int32Array(out);
  const weights = new Int32Array(out * TAPS);
  const exact = new Float64Array(TAPS);
  for (let index = 0; index < out; index++) {
    const middle = span.start + (index + 0.5) * scale - 0.5;
    const from = Math.ceil(middle - RADIUS * stretch);
    first[index] = Math.min(Math.max(from, 0), Math.max(0, limit - TAPS));
    setWeights(weights.subarray(index * TAPS, (index + 1) * TAPS), exact, first[index]! - middle, stretch);
  }
  return { first, weights };
}

/** Rounds so that the sum is exactly one: a white field stays white. */
function setWeights(own: Int32Array, exact: Float64Array, offset: number, stretch: number): void {
  let sum = 0;
  for (let tap = 0; tap < TAPS; tap++) {
    exact[tap] = lanczos((offset + tap) / stretch);
    sum += exact[tap]!;
  }
  let left = WEIGHT_ONE;
  let heaviest = 0;
  for (let tap = 0; tap < TAPS; tap++) {
    own[tap] = Math.round((exact[tap]! / sum) * WEIGHT_ONE);
    left -= own[tap]!;
    if (own[tap]! > own[heaviest]!) heaviest = tap;
  }
  own[heaviest]! += left;
}

function lanczos(x: number): number {
  if (x === 0) return 1;
  if (Math.abs(x) >= RADIUS) return 0;
  const angle = Math.PI * x;
  return (RADIUS * Math.sin(angle) * Math.sin(angle / RADIUS)) / (angle * angle);
}
