import type { Size } from '../domain/geometry.js';
import type { Rgb } from '../domain/slides.js';
import { sumColumns, sumRows } from './weighted-sums.js';

const RADIUS = 3;
/** Weights are whole numbers of 2^-14: a sum of 255 × weights stays well inside 32 bits. */
export const WEIGHT_ONE = 2 ** 14;

/** Where the target lies on one axis of the window, in window pixels (fractions allowed). */
export type Span = { readonly start: number; readonly length: number };

/** For each output pixel: its first source pixel, and `count` weights from there on, together WEIGHT_ONE. */
export type Taps = { readonly first: Int32Array; readonly weights: Int32Array; readonly count: number };

/**
 * Lanczos-3 at any phase. A libvips resize works on whole pixels only, while a slide of 0.499 µm/px asked at
 * 0.5 puts nearly every tile between two. Up to seven taps (scales below 7/6) it costs as much as libvips.
 */
export function resampleLanczos(window: Rgb, x: Span, y: Span, size: Size): Rgb {
  const rows = sumRows(window, tapsOf(y, size.height, window.height));
  return sumColumns(rows, window.width, tapsOf(x, size.width, window.width), size);
}

/** Number of source pixels that one output pixel looks at. */
export function tapCount(scale: number): number {
  return Math.floor(2 * RADIUS * Math.max(scale, 1)) + 1;
}

function tapsOf(span: Span, out: number, limit: number): Taps {
  const scale = span.length / out;
  const stretch = Math.max(scale, 1);
  const count = tapCount(scale);
  const first = new Int32Array(out);
  const weights = new Int32Array(out * count);
  const exact = new Float64Array(count);
  for (let index = 0; index < out; index++) {
    const middle = span.start + (index + 0.5) * scale - 0.5;
    const from = Math.ceil(middle - RADIUS * stretch);
    first[index] = Math.min(Math.max(from, 0), Math.max(0, limit - count));
    setWeights(weights.subarray(index * count, (index + 1) * count), exact, first[index]! - middle, stretch);
  }
  return { first, weights, count };
}

/** Rounds so that the sum is exactly one: a white field stays white. */
function setWeights(own: Int32Array, exact: Float64Array, offset: number, stretch: number): void {
  let sum = 0;
  for (let tap = 0; tap < own.length; tap++) sum += exact[tap] = lanczos((offset + tap) / stretch);
  let left = WEIGHT_ONE;
  let heaviest = 0;
  for (let tap = 0; tap < own.length; tap++) {
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
