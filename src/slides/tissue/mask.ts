import type { Rgb } from '../../domain/slides.js';
import { ASSUMED_WHITE, findWhite, LOG, looksLikeInk, looksLikeInkEdge, stainOf } from './density.js';

/** Where tissue is on an overview: data[y · width + x] is 1 on tissue, else 0. */
export type TissueMask = {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
};

/** No optical density below this is dye; above the upper bound nothing is called glass, whatever Otsu says. */
const FAINTEST_STAIN = 0.03;
const SURE_STAIN = 0.07;
/** A pixel whose brightest channel stays below is border, padding or ink. */
const BLACK = 40;

/**
 * Finds tissue on an overview of a brightfield slide (best at 8-16 µm/px; the scale is the caller's choice).
 *
 * The measure is colour in optical density against the glass of the same picture, so that tinted glass, grey
 * dirt, black borders and dark padding are no tissue. Pictures without glass are tissue throughout, pictures of
 * nothing but glass have none. Small pieces stay: only single pixels standing alone are dropped.
 * A dark-field picture (fluorescence) has no tissue here; pen ink alone is none either.
 *
 * Pure; about 30 ns per pixel. Never throws.
 */
export function findTissue(rgb: Rgb): TissueMask {
  const { width, height } = rgb;
  if (isDarkField(rgb)) return { width, height, data: new Uint8Array(width * height) };
  const stain = stainMap(rgb);
  const limit = stainLimit(stain);
  const data = new Uint8Array(width * height);
  for (let i = 0; i < data.length; i++) data[i] = stain[i]! > limit ? 1 : 0;
  return { width, height, data: tidy({ width, height, data }) };
}

/** How far ink bleeds into its neighbours on an overview, pixels. */
const INK_EDGE = 2;

/** Stain per pixel in optical density; 0 on ink, on the seam around ink, and on black. */
function stainMap(rgb: Rgb): Float32Array {
  const { data, width, height } = rgb;
  const white = findWhite(rgb) ?? ASSUMED_WHITE;
  const [logRed, logGreen, logBlue] = [LOG[white[0]]!, LOG[white[1]]!, LOG[white[2]]!];
  const stain = new Float32Array(width * height);
  const ink: number[] = [];
  for (let i = 0, at = 0; i < stain.length; i++, at += 3) {
    const r = data[at]!;
    const g = data[at + 1]!;
    const b = data[at + 2]!;
    if (isBlack(r, g, b)) continue;
    const odRed = logRed - LOG[r]!;
    const odGreen = logGreen - LOG[g]!;
    const odBlue = logBlue - LOG[b]!;
    if (looksLikeInk(odRed, odGreen, odBlue)) ink.push(i);
    // A negative sign marks what would be ink if ink lay beside it.
    else stain[i] = stainOf(odRed, odGreen, odBlue) * (looksLikeInkEdge(odRed, odGreen, odBlue) ? -1 : 1);
  }
  clearAround(ink, stain, width, height);
  return stain.map(Math.abs);
}

/** Where ink meets glass its colour fades into that of a dye: the seam goes with the ink. */
function clearAround(ink: readonly number[], stain: Float32Array, width: number, height: number): void {
  for (const i of ink) {
    const x = i % width;
    const y = (i - x) / width;
    for (let v = Math.max(0, y - INK_EDGE); v <= Math.min(height - 1, y + INK_EDGE); v++) {
      for (let u = Math.max(0, x - INK_EDGE); u <= Math.min(width - 1, x + INK_EDGE); u++) {
        if (stain[v * width + u]! < 0) stain[v * width + u] = 0;
      }
    }
  }
}

function isBlack(r: number, g: number, b: number): boolean {
  const most = Math.max(r, g, b);
  return most < BLACK || (most < 2 * BLACK && most - Math.min(r, g, b) < 14);
}

/**
 * The least stain that is tissue. Otsu parts glass from tissue, but it sits far too high where strong tissue
 * lies beside pale, and it parts noise from noise where only one of both is there: so it only moves the limit
 * between two fixed bounds.
 */
function stainLimit(stain: Float32Array): number {
  const bins = 128;
  const counts = new Float64Array(bins);
  for (const value of stain) counts[Math.min(bins - 1, Math.floor(value * bins))]!++;
  const otsu = otsuBin(counts) / bins;
  return Math.min(SURE_STAIN, Math.max(FAINTEST_STAIN, otsu / 4));
}

/** Bin after which the two halves differ most (Otsu 1979). */
function otsuBin(counts: Float64Array): number {
  let total = 0;
  let sum = 0;
  for (let i = 0; i < counts.length; i++) {
    total += counts[i]!;
    sum += i * counts[i]!;
  }
  let best = 0;
  let bestBetween = -1;
  let below = 0;
  let sumBelow = 0;
  for (let i = 0; i < counts.length - 1; i++) {
    below += counts[i]!;
    sumBelow += i * counts[i]!;
    const above = total - below;
    if (below === 0 || above === 0) continue;
    const gap = sumBelow / below - (sum - sumBelow) / above;
    const between = below * above * gap * gap;
    if (between > bestBetween) {
      bestBetween = between;
      best = i + 1;
    }
  }
  return best;
}

/**
 * Dark field: mostly black, no glass anywhere, and what is not black is dim or of one colour. Brightfield with
 * dark padding has glass or tissue, both of which are light in red and blue.
 */
function isDarkField(rgb: Rgb): boolean {
  const { data, width, height } = rgb;
  const count = width * height;
  let dark = 0;
  let lit = 0;
  let brightfield = 0;
  for (let i = 0, at = 0; i < count; i++, at += 3) {
    const most = Math.max(data[at]!, data[at + 1]!, data[at + 2]!);
    if (most < BLACK) {
      dark++;
      continue;
    }
    lit++;
    if (data[at]! > 90 && data[at + 2]! > 70 && data[at + 1]! > 25) brightfield++;
  }
  return dark > 0.3 * count && brightfield < 0.4 * lit && findWhite(rgb) === undefined;
}

/** Drops pixels without any neighbour, fills pixels with at least six of eight. */
function tidy(mask: TissueMask): Uint8Array {
  const { width, height, data } = mask;
  if (width < 8 || height < 8) return data;
  const tidied = Uint8Array.from(data);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const n = neighbours(mask, x, y);
      if (n === 0) tidied[y * width + x] = 0;
      else if (n >= 6) tidied[y * width + x] = 1;
    }
  }
  return tidied;
}

function neighbours({ width, height, data }: TissueMask, x: number, y: number): number {
  let n = 0;
  for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
    for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) n += data[v * width + u]!;
  }
  return n - data[y * width + x]!;
}
