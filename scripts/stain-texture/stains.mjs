/** Optical density of haematoxylin and eosin, R, G, B (Ruifrok & Johnston 2001). */
const HAEMATOXYLIN = [0.65, 0.704, 0.286];
const EOSIN = [0.072, 0.99, 0.105];

/**
 * Rows that turn an optical density (R, G, B) into amounts of haematoxylin and eosin: the first two rows of the
 * inverse of the stain matrix whose third stain stands at right angles to both.
 * @returns {[number[], number[]]}
 */
export function unmixingRows() {
  const h = unit(HAEMATOXYLIN);
  const e = unit(EOSIN);
  const n = unit(cross(h, e));
  const volume = dot(h, cross(e, n));
  return [cross(e, n).map((v) => v / volume), cross(n, h).map((v) => v / volume)];
}

function unit(/** @type {number[]} */ v) {
  const length = Math.sqrt(dot(v, v));
  return v.map((x) => x / length);
}

function dot(/** @type {number[]} */ a, /** @type {number[]} */ b) {
  return a.reduce((sum, x, i) => sum + x * b[i], 0);
}

function cross(/** @type {number[]} */ [a, b, c], /** @type {number[]} */ [x, y, z]) {
  return [b * z - c * y, c * x - a * z, a * y - b * x];
}
