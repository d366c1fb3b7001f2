import { createRandom } from './random.mjs';

/** Side of a noise texture in texels (a power of two: wrapping is a mask). */
export const TEXTURE_SIDE = 512;
/** µm per texel. */
export const TEXEL_UM = 0.5;

/** @typedef {'white' | 'fine' | 'middle' | 'coarse'} Grain */

/**
 * Noise with zero mean and unit variance that wraps around, drawn once per process.
 * Correlation lengths: white none, fine 0.5 µm, middle 1.5 µm, coarse 6 µm.
 *
 * @param {Grain} grain
 * @returns {Float32Array} TEXTURE_SIDE² values, row by row
 */
export function noiseTexture(grain) {
  const known = textures.get(grain);
  if (known) return known;
  const random = createRandom(`texture ${grain}`);
  const data = Float32Array.from({ length: TEXTURE_SIDE * TEXTURE_SIDE }, () => random.next() - 0.5);
  const radius = { white: 0, fine: 1, middle: 3, coarse: 12 }[grain];
  if (radius > 0) for (let pass = 0; pass < 2; pass++) wrapBlur(data, radius);
  normalise(data);
  textures.set(grain, data);
  return data;
}

/** @type {Map<Grain, Float32Array>} */
const textures = new Map();

/**
 * Smooth value noise in [-1, 1] over the whole plane.
 *
 * @param {number} seed 32 bits
 * @returns {(x: number, y: number) => number} lattice of step 1: divide coordinates by the wanted scale
 */
export function smoothNoise(seed) {
  return (x, y) => {
    const left = Math.floor(x);
    const top = Math.floor(y);
    const u = ease(x - left);
    const v = ease(y - top);
    const upper = lattice(left, top, seed) * (1 - u) + lattice(left + 1, top, seed) * u;
    const lower = lattice(left, top + 1, seed) * (1 - u) + lattice(left + 1, top + 1, seed) * u;
    return upper * (1 - v) + lower * v;
  };
}

/** @param {number} t */
function ease(t) {
  return t * t * t * (t * (t * 6 - 15) + 10);
}

/** @param {number} x @param {number} y @param {number} seed */
function lattice(x, y, seed) {
  let h = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ seed;
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 2147483647.5 - 1;
}

/** Box blur in both directions with wrapping. @param {Float32Array} data @param {number} radius */
function wrapBlur(data, radius) {
  const n = TEXTURE_SIDE;
  const line = new Float32Array(n);
  for (const [step, jump] of [
    [1, n],
    [n, 1],
  ]) {
    for (let row = 0; row < n; row++) {
      const at = row * jump;
      let sum = 0;
      for (let k = -radius; k <= radius; k++) sum += data[at + ((k + n) % n) * step];
      for (let i = 0; i < n; i++) {
        line[i] = sum;
        sum += data[at + ((i + radius + 1) % n) * step] - data[at + ((i - radius + n) % n) * step];
      }
      for (let i = 0; i < n; i++) data[at + i * step] = line[i];
    }
  }
}

/** @param {Float32Array} data */
function normalise(data) {
  let sum = 0;
  let squares = 0;
  for (const value of data) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / data.length;
  const scale = 1 / Math.sqrt(squares / data.length - mean * mean);
  for (let i = 0; i < data.length; i++) data[i] = (data[i] - mean) * scale;
}
