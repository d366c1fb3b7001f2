import type { Resize } from '../domain/models.js';
import type { Rgb } from '../domain/slides.js';

/** A kernel and how far it reaches, in source pixels at scale 1. */
type Kernel = { readonly reach: number; readonly weight: (distance: number) => number };

const KERNELS: Readonly<Record<Resize['kernel'], Kernel>> = {
  bilinear: { reach: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) },
  bicubic: { reach: 2, weight: (x) => cubic(Math.abs(x)) },
  lanczos: { reach: 3, weight: (x) => (Math.abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0) },
};

/** For each pixel of the result: the first source pixel that counts, and the weights from there on. */
type Taps = readonly { readonly from: number; readonly weights: Float64Array }[];

/** Weights are whole numbers of this many parts, as Pillow has them: sums come out the same to the last bit. */
const ONE = 2 ** 22;

const plans = new Map<string, Taps>();

/**
 * Brings a square tile to another side as Pillow does, and with it the preparation of nearly every published
 * encoder: rows first, then columns, the kernel widened when pixels are lost (antialiasing), whole bytes in between.
 * Another way of resizing gives other pixels, and a network trained with these other vectors.
 */
export function resizeTile(tile: Rgb, { px, kernel }: Resize): Rgb {
  if (tile.width === px) return tile;
  const taps = tapsOf(tile.width, px, kernel);
  const narrow = stretchRows(tile, taps);
  return { width: px, height: px, data: stretchColumns(narrow, px, taps) };
}

/** Cuts the square of `px` out of the middle; an odd rest goes as torchvision's `CenterCrop` has it. */
export function cropCentre(tile: Rgb, px: number): Rgb {
  if (tile.width === px) return tile;
  const [left, top] = [roundHalfEven((tile.width - px) / 2), roundHalfEven((tile.height - px) / 2)];
  const data = new Uint8Array(px * px * 3);
  for (let y = 0; y < px; y += 1) {
    const from = ((top + y) * tile.width + left) * 3;
    data.set(tile.data.subarray(from, from + px * 3), y * px * 3);
  }
  return { width: px, height: px, data };
}

function tapsOf(from: number, to: number, kernel: Resize['kernel']): Taps {
  const key = `${from} ${to} ${kernel}`;
  const known = plans.get(key);
  if (known) return known;
  const made = Array.from({ length: to }, (_, i) => tap(i, from, to, KERNELS[kernel]));
  plans.set(key, made);
  return made;
}

function tap(i: number, from: number, to: number, { reach, weight }: Kernel): Taps[number] {
  const scale = from / to;
  const widened = Math.max(1, scale);
  const centre = (i + 0.5) * scale;
  const first = Math.max(0, Math.trunc(centre - reach * widened + 0.5));
  const last = Math.min(from, Math.trunc(centre + reach * widened + 0.5));
  const raw = Float64Array.from({ length: last - first }, (_, k) =>
    weight((first + k - centre + 0.5) / widened),
  );
  const sum = raw.reduce((total, value) => total + value, 0);
  return { from: first, weights: raw.map((value) => roundAway((value / sum) * ONE)) };
}

function stretchRows({ width, height, data }: Rgb, taps: Taps): Rgb {
  const out = new Uint8ClampedArray(taps.length * height * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < taps.length; x += 1) {
      const { from, weights } = taps[x] as Taps[number];
      const to = (y * taps.length + x) * 3;
      sumInto(out, to, data, (y * width + from) * 3, 3, weights);
    }
  }
  return { width: taps.length, height, data: new Uint8Array(out.buffer) };
}

function stretchColumns({ width, data }: Rgb, height: number, taps: Taps): Uint8Array {
  const out = new Uint8ClampedArray(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    const { from, weights } = taps[y] as Taps[number];
    for (let x = 0; x < width; x += 1) {
      sumInto(out, (y * width + x) * 3, data, (from * width + x) * 3, width * 3, weights);
    }
  }
  return new Uint8Array(out.buffer);
}

/** One pixel of the result: three weighted sums, `step` bytes from one source pixel to the next. */
function sumInto(
  out: Uint8ClampedArray,
  to: number,
  data: Uint8Array,
  from: number,
  step: number,
  weights: Float64Array,
): void {
  let [r, g, b] = [0, 0, 0];
  for (let k = 0, at = from; k < weights.length; k += 1, at += step) {
    const weight = weights[k] as number;
    r += weight * (data[at] as number);
    g += weight * (data[at + 1] as number);
    b += weight * (data[at + 2] as number);
  }
  out[to] = Math.floor(r / ONE + 0.5);
  out[to + 1] = Math.floor(g / ONE + 0.5);
  out[to + 2] = Math.floor(b / ONE + 0.5);
}

/** Keys' cubic with a = −0.5. */
function cubic(x: number): number {
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
  return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

function roundAway(value: number): number {
  return Math.trunc(value + Math.sign(value) * 0.5);
}

function roundHalfEven(value: number): number {
  const down = Math.floor(value);
  if (value - down !== 0.5) return Math.round(value);
  return down % 2 === 0 ? down : down + 1;
}
