/**
 * Everything drawn on a phantom but fibres is a blob: a star-shaped outline around a centre, filled by a
 * profile over t = distance from the centre / distance of the outline in that direction.
 *
 * @typedef {object} Material dye by t: `h` and `e` have PROFILE_STEPS values for t from 0 to 1
 * @property {Float32Array} h haematoxylin
 * @property {Float32Array} e eosin
 * @property {number} cover how much of what lies below is replaced, 0-1
 * @property {import('./noise.mjs').Grain} grain
 * @property {number} hNoise relative texture of haematoxylin
 * @property {number} eNoise relative texture of eosin
 * @property {number} wobble how far texture shifts t: uneven inner borders
 *
 * @typedef {object} Blob lengths in µm
 * @property {number} x @property {number} y
 * @property {number} a semi-axis along `angle` @property {number} b semi-axis across
 * @property {number} angle radians
 * @property {Float32Array} radii relative outline by diamond angle (see diamondAngle)
 * @property {Material} material
 * @property {number} seed shifts the texture
 * @property {string} [cell] class, when the blob is a nucleus
 */

export const PROFILE_STEPS = 128;

/**
 * A round outline with random lobes.
 *
 * @param {import('./random.mjs').Random} random
 * @param {number} corners how many points the outline has
 * @param {number} roughness 0 = ellipse, 0.1 uneven, 0.3 lobed
 * @returns {Float32Array}
 */
export function roughOutline(random, corners, roughness) {
  const radii = new Float32Array(corners);
  const waves = [2, 3, 4, 5].map((k) => [
    k,
    (random.normal() * roughness) / Math.sqrt(k),
    random.next() * 6.283,
  ]);
  for (let i = 0; i < corners; i++) {
    const turn = (2 * Math.PI * i) / corners;
    let r = 1 + random.normal() * roughness * 0.25;
    for (const [k, height, phase] of waves) r += height * Math.cos(k * turn + phase);
    radii[i] = Math.max(0.35, r);
  }
  return radii;
}

/**
 * An angle without trigonometry: 0-4 for a full turn, evenly on a diamond instead of on a circle.
 * @param {number} u @param {number} v
 */
export function diamondAngle(u, v) {
  const p = v / (Math.abs(u) + Math.abs(v) + 1e-12);
  return u < 0 ? 2 - p : p < 0 ? 4 + p : p;
}

/**
 * Relative radius of the outline at an angle in the blob's own frame.
 * @param {Float32Array} radii @param {number} turn radians
 */
export function radiusAt(radii, turn) {
  const at = (diamondAngle(Math.cos(turn), Math.sin(turn)) * radii.length) / 4;
  const i = Math.floor(at) % radii.length;
  const f = at - Math.floor(at);
  return radii[i] * (1 - f) + radii[(i + 1) % radii.length] * f;
}

/**
 * A point of the blob: t = 1 is the outline.
 * @param {Blob} blob @param {number} turn radians @param {number} [t]
 * @returns {[number, number]} µm
 */
export function pointAt(blob, turn, t = 1) {
  const r = radiusAt(blob.radii, turn) * t;
  const u = blob.a * r * Math.cos(turn);
  const v = blob.b * r * Math.sin(turn);
  const c = Math.cos(blob.angle);
  const s = Math.sin(blob.angle);
  return [blob.x + u * c - v * s, blob.y + u * s + v * c];
}

/**
 * t of a point: below 1 inside.
 * @param {Blob} blob @param {number} x µm @param {number} y µm
 */
export function depthIn(blob, x, y) {
  const c = Math.cos(blob.angle);
  const s = Math.sin(blob.angle);
  const u = ((x - blob.x) * c + (y - blob.y) * s) / blob.a;
  const v = ((y - blob.y) * c - (x - blob.x) * s) / blob.b;
  const at = (diamondAngle(u, v) * blob.radii.length) / 4;
  const i = Math.floor(at) % blob.radii.length;
  const f = at - Math.floor(at);
  const r = blob.radii[i] * (1 - f) + blob.radii[(i + 1) % blob.radii.length] * f;
  return Math.sqrt(u * u + v * v) / r;
}

/** Farthest point from the centre, µm. @param {Blob} blob */
export function reachOf(blob) {
  let most = 0;
  for (const r of blob.radii) most = Math.max(most, r);
  return most * Math.max(blob.a, blob.b);
}

/**
 * The outline as corners.
 * @param {Blob} blob
 * @returns {[number, number][]} µm
 */
export function outlineOf(blob) {
  const n = blob.radii.length;
  return Array.from({ length: n }, (_, i) => {
    const p = (4 * i) / n;
    const u = p < 1 ? 1 - p : p < 3 ? 1 - p : p - 3;
    const v = p < 1 ? p : p < 3 ? 2 - p : p - 4;
    return pointAt(blob, Math.atan2(v, u));
  });
}

/**
 * A material from dye values at chosen depths.
 *
 * @param {readonly (readonly [t: number, h: number, e: number])[]} stops rising t; linear in between
 * @param {Partial<Omit<Material, 'h' | 'e'>>} [look]
 * @returns {Material}
 */
export function material(stops, look = {}) {
  const h = new Float32Array(PROFILE_STEPS);
  const e = new Float32Array(PROFILE_STEPS);
  let k = 0;
  for (let i = 0; i < PROFILE_STEPS; i++) {
    const t = (i + 0.5) / PROFILE_STEPS;
    while (k < stops.length - 2 && t > stops[k + 1][0]) k++;
    const from = stops[k];
    const to = stops[Math.min(k + 1, stops.length - 1)];
    const f = to[0] > from[0] ? Math.max(0, Math.min(1, (t - from[0]) / (to[0] - from[0]))) : 0;
    h[i] = from[1] + (to[1] - from[1]) * f;
    e[i] = from[2] + (to[2] - from[2]) * f;
  }
  return { h, e, cover: 1, grain: 'middle', hNoise: 0.1, eNoise: 0.12, wobble: 0, ...look };
}
