import type { Size } from '../domain/geometry.js';
import type { Rgb } from '../domain/slides.js';

/** Lanczos-3 below a scale of 7/6. Written out for this number, a sum is four times faster than as a loop. */
export const TAPS = 7;
/** Weights are whole numbers of 2^-14: a sum of 255 × weights stays well inside 32 bits. */
export const WEIGHT_ONE = 2 ** 14;
/** Bits that the sum over rows drops: what is left has 6 bits of fraction and fits 16 bits. */
const ROW_SHIFT = 8;
/** Bits from there to whole pixel values after the sum over columns: 14 + 6. */
const COLUMN_SHIFT = 20;
const COLUMN_HALF = 2 ** 19;

/** For each output pixel: its first source pixel, and TAPS weights from there on, together WEIGHT_ONE. */
export type Taps = { readonly first: Int32Array; readonly weights: Int32Array };

/** Sums between the two passes, kept up to this many: new ones for each tile are work for the collector. */
const KEPT_SUMS = 2 ** 20;
let kept = new Int16Array(0);

/** Weighs a window's pixels along both axes. */
export function weigh(window: Rgb, across: Taps, down: Taps, size: Size): Rgb {
  const sums = roomFor(down.first.length * window.width * 3);
  sumRows(window, down, sums);
  // A clamped array never wraps, which the ringing at a hard edge would do.
  const picture = new Uint8ClampedArray(size.width * size.height * 3);
  sumColumns(sums, window.width, across, size, picture);
  return { width: size.width, height: size.height, data: new Uint8Array(picture.buffer) };
}

function roomFor(count: number): Int16Array {
  if (count > KEPT_SUMS) return new Int16Array(count);
  if (kept.length < count) kept = new Int16Array(count);
  return kept;
}

// `| 0` below keeps indices whole for the compiler: where a size once held a fraction it would take them for
// doubles, at half the speed.

/** One row of sums per output row, width × 3 values each, in 1/64. */
function sumRows(window: Rgb, taps: Taps, sums: Int16Array): void {
  const stride = (window.width * 3) | 0;
  for (let y = 0; y < taps.first.length; y++) {
    sumRow(window.data, taps.first[y]! * stride, stride, taps.weights, y * TAPS, sums, y * stride);
  }
}

function sumColumns(
  rows: Int16Array,
  width: number,
  taps: Taps,
  size: Size,
  picture: Uint8ClampedArray,
): void {
  const stride = (width * 3) | 0;
  const pictureStride = (size.width * 3) | 0;
  const height = size.height | 0;
  for (let x = 0; x < size.width; x++) {
    sumColumn(
      rows,
      taps.first[x]! * 3,
      stride,
      taps.weights,
      x * TAPS,
      picture,
      x * 3,
      pictureStride,
      height,
    );
  }
}

/** Adds up `stride` values of seven rows from `from` on. A function of its own, so that it is compiled once and well. */
function sumRow(
  data: Uint8Array,
  from: number,
  stride: number,
  weights: Int32Array,
  at: number,
  sums: Int16Array,
  to: number,
): void {
  const w0 = weights[at]!;
  const w1 = weights[at + 1]!;
  const w2 = weights[at + 2]!;
  const w3 = weights[at + 3]!;
  const w4 = weights[at + 4]!;
  const w5 = weights[at + 5]!;
  const w6 = weights[at + 6]!;
  for (let x = 0; x < stride; x++) {
    const row = (from + x) | 0;
    sums[to + x] =
      (w0 * data[row]! +
        w1 * data[row + stride]! +
        w2 * data[row + 2 * stride]! +
        w3 * data[row + 3 * stride]! +
        w4 * data[row + 4 * stride]! +
        w5 * data[row + 5 * stride]! +
        w6 * data[row + 6 * stride]!) >>
      ROW_SHIFT;
  }
}

/** Adds up seven pixels of each row. Three channels by hand: an inner loop over them takes twice the time. */
function sumColumn(
  rows: Int16Array,
  start: number,
  stride: number,
  weights: Int32Array,
  at: number,
  picture: Uint8ClampedArray,
  column: number,
  pictureStride: number,
  height: number,
): void {
  const w0 = weights[at]!;
  const w1 = weights[at + 1]!;
  const w2 = weights[at + 2]!;
  const w3 = weights[at + 3]!;
  const w4 = weights[at + 4]!;
  const w5 = weights[at + 5]!;
  const w6 = weights[at + 6]!;
  for (let y = 0; y < height; y++) {
    const from = (start + y * stride) | 0;
    const to = (column + y * pictureStride) | 0;
    const red = w0 * rows[from]! + w1 * rows[from + 3]! + w2 * rows[from + 6]! + w3 * rows[from + 9]!;
    const green = w0 * rows[from + 1]! + w1 * rows[from + 4]! + w2 * rows[from + 7]! + w3 * rows[from + 10]!;
    const blue = w0 * rows[from + 2]! + w1 * rows[from + 5]! + w2 * rows[from + 8]! + w3 * rows[from + 11]!;
    picture[to] =
      (red + w4 * rows[from + 12]! + w5 * rows[from + 15]! + w6 * rows[from + 18]! + COLUMN_HALF) >>
      COLUMN_SHIFT;
    picture[to + 1] =
      (green + w4 * rows[from + 13]! + w5 * rows[from + 16]! + w6 * rows[from + 19]! + COLUMN_HALF) >>
      COLUMN_SHIFT;
    picture[to + 2] =
      (blue + w4 * rows[from + 14]! + w5 * rows[from + 17]! + w6 * rows[from + 20]! + COLUMN_HALF) >>
      COLUMN_SHIFT;
  }
}
