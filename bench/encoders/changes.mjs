import { unmixingRows } from '../../scripts/stain-texture/stains.mjs';
import { built } from '../built.mjs';

const { createRng } = await built('domain/rng.js');

/**
 * What staining and lying otherwise on the glass do to a tile.
 * @typedef {import('../../src/domain/slides.js').Rgb} Rgb
 */

/** Background of a density may change by this much (sd), a dye's strength by exp of STRENGTH, its colour by TILT. */
const BACKGROUND = 0.03;
const STRENGTH = 0.3;
const TILT = 0.05;

/**
 * The tile as another site's dyes would show it: both dyes stronger or weaker, their colours tilted, the
 * white point moved.
 * @param {Rgb} tile @param {number} seed @returns {Rgb}
 */
export function otherStain(tile, seed) {
  const normal = normals(seed);
  const [toH, toE] = unmixingRows();
  const tilted = (/** @type {number[]} */ colour) => colour.map((v) => Math.max(0.01, v + TILT * normal()));
  const [h, e] = [tilted([0.65, 0.704, 0.286]), tilted([0.072, 0.99, 0.105])];
  const [strengthH, strengthE] = [Math.exp(STRENGTH * normal()), Math.exp(STRENGTH * normal())];
  const ground = [0, 1, 2].map(() => Math.max(-BACKGROUND, BACKGROUND * normal()));
  const density = Float64Array.from({ length: 256 }, (_, v) => -Math.log(Math.max(v, 1) / 255));
  const data = new Uint8Array(tile.data.length);
  for (let i = 0; i < data.length; i += 3) {
    const od = [0, 1, 2].map((c) => density[tile.data[i + c]]);
    const dyeH = od[0] * toH[0] + od[1] * toH[1] + od[2] * toH[2];
    const dyeE = od[0] * toE[0] + od[1] * toE[1] + od[2] * toE[2];
    for (let c = 0; c < 3; c += 1) {
      const fixed = dyeH * HAEMATOXYLIN[c] + dyeE * EOSIN[c];
      const changed = dyeH * strengthH * h[c] + dyeE * strengthE * e[c];
      data[i + c] = clampByte(255 * Math.exp(-(od[c] - fixed + changed + ground[c])));
    }
  }
  return { ...tile, data };
}

const HAEMATOXYLIN = unit([0.65, 0.704, 0.286]);
const EOSIN = unit([0.072, 0.99, 0.105]);

/** The seven other ways a square can lie: quarter turns, and each of them seen from behind. @returns {Rgb[]} */
export function turnsAndFlips(/** @type {Rgb} */ tile) {
  const turns = [tile];
  while (turns.length < 4) turns.push(mapped(turns[turns.length - 1], (x, y, side) => [side - 1 - y, x]));
  return [...turns, ...turns.map((turn) => mapped(turn, (x, y, side) => [side - 1 - x, y]))].slice(1);
}

function mapped(tile, place) {
  const side = tile.width;
  const data = new Uint8Array(tile.data.length);
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const [toX, toY] = place(x, y, side);
      const from = (y * side + x) * 3;
      data.set(tile.data.subarray(from, from + 3), (toY * side + toX) * 3);
    }
  }
  return { ...tile, data };
}

function normals(/** @type {number} */ seed) {
  const rng = createRng(seed);
  return () => Math.sqrt(-2 * Math.log(1 - rng())) * Math.cos(2 * Math.PI * rng());
}

function unit(/** @type {number[]} */ v) {
  const length = Math.hypot(...v);
  return v.map((x) => x / length);
}

function clampByte(/** @type {number} */ value) {
  return Math.max(0, Math.min(255, Math.round(value)));
}
