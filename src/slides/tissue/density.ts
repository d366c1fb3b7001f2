import type { Rgb } from '../../domain/slides.js';

/** A colour of clear glass, one value 1-255 per channel. */
export type White = readonly [red: number, green: number, blue: number];

/** White when a picture shows no glass at all: what most scanners aim at. */
export const ASSUMED_WHITE: White = [243, 243, 243];

/**
 * Natural logarithm by 8-bit value, so that the optical density of a channel is LOG[white] - LOG[value].
 * Values under 4 are read as 4: below that a scanner only reports noise.
 */
export const LOG = Float32Array.from({ length: 256 }, (_, value) => Math.log(Math.max(value, 4)));

/**
 * The colour of clear glass in a picture, or undefined when it shows none.
 *
 * Glass is light, nearly neutral and never pink: every dye of H&E takes more green than the mean of red and
 * blue, so a pale but pink picture is pale tissue and not tinted glass.
 *
 * @param step looks at every step-th pixel of every step-th row
 * @param leastShare how much of the picture must be glass to believe in it
 */
export function findWhite(rgb: Rgb, step = 1, leastShare = 0.002): White | undefined {
  const { data, width, height } = rgb;
  const counts = new Uint32Array(256);
  const sums = new Float64Array(256 * 3);
  let seen = 0;
  for (let y = 0; y < height; y += step) {
    for (let x = 0; x < width; x += step) {
      const at = (y * width + x) * 3;
      const r = data[at]!;
      const g = data[at + 1]!;
      const b = data[at + 2]!;
      seen++;
      if (!looksLikeGlass(r, g, b)) continue;
      counts[g]!++;
      sums[g * 3]! += r;
      sums[g * 3 + 1]! += g;
      sums[g * 3 + 2]! += b;
    }
  }
  const mode = brightMode(counts, Math.max(1, seen * leastShare));
  if (mode === undefined) return undefined;
  const white = meanAround(mode, counts, sums);
  // The neutral end of the noise of pale pink tissue passes pixel by pixel; its mean does not.
  return pinkness(...white) < 0.022 ? white : undefined;
}

function looksLikeGlass(r: number, g: number, b: number): boolean {
  if (Math.min(r, g, b) < 160 || Math.max(r, g, b) - Math.min(r, g, b) > 48) return false;
  return pinkness(r, g, b) < 0.028;
}

function pinkness(r: number, g: number, b: number): number {
  return (LOG[r]! + LOG[b]!) / 2 - LOG[g]!;
}

/** The brightest peak (over a window of 7 values) that holds enough pixels; brighter beats larger, up to a factor of 8. */
function brightMode(counts: Uint32Array, least: number): number | undefined {
  let largest = 0;
  const windows = new Float64Array(256);
  for (let v = 160; v < 256; v++) {
    for (let k = Math.max(0, v - 3); k <= Math.min(255, v + 3); k++) windows[v]! += counts[k]!;
    largest = Math.max(largest, windows[v]!);
  }
  if (largest < least) return undefined;
  for (let v = 255; v >= 160; v--) {
    const here = windows[v]!;
    if (here >= least && here * 8 >= largest && here >= (windows[v - 1] ?? 0)) return v;
  }
  return undefined;
}

function meanAround(mode: number, counts: Uint32Array, sums: Float64Array): White {
  let n = 0;
  const mean = [0, 0, 0];
  for (let v = Math.max(0, mode - 3); v <= Math.min(255, mode + 3); v++) {
    n += counts[v]!;
    for (let c = 0; c < 3; c++) mean[c]! += sums[v * 3 + c]!;
  }
  return [Math.round(mean[0]! / n), Math.round(mean[1]! / n), Math.round(mean[2]! / n)];
}

/**
 * How much a pixel looks dyed, in optical density: the excess of green over the weaker of red and blue
 * (haematoxylin 0.4, eosin 0.9, DAB 0.3 of their density), or half of any other colour. Grey dirt, shadow and
 * dust have none, however dark.
 */
export function stainOf(odRed: number, odGreen: number, odBlue: number): number {
  const least = Math.min(odRed, odGreen, odBlue);
  const range = Math.max(odRed, odGreen, odBlue) - least;
  return Math.max(odGreen - Math.min(odRed, odBlue), range / 2);
}

/**
 * True for pen ink: blue and green inks take far more red than green, which no dye of H&E does; red ink leaves
 * red alone and takes green and blue alike to almost nothing (blood keeps more of one of them); black ink is
 * dark in all channels (melanin is brown: it takes more blue than red). Thin ink over tissue is not called ink:
 * the tissue counts.
 */
export function looksLikeInk(odRed: number, odGreen: number, odBlue: number): boolean {
  const blueOrGreen = odRed > odGreen * 1.25 + 0.12;
  const red = odGreen > 1.6 && odBlue > 1.5 && odRed < 0.3 * odGreen && odBlue > 0.62 * odGreen;
  const black = odRed > 1.6 && odBlue > 1.5 && odBlue < odRed * 1.1;
  return blueOrGreen || red || black;
}

/**
 * True for a colour between ink and clear glass. Blood and very blue nuclei can have it too, so it only counts
 * beside ink.
 */
export function looksLikeInkEdge(odRed: number, odGreen: number, odBlue: number): boolean {
  return odRed > odGreen * 1.05 || (odRed < 0.35 * odGreen && odBlue > 0.7 * odGreen);
}
