import { depthIn, reachOf } from '../blob.mjs';
import { CELL_UM, labelAt } from '../regions.mjs';

/**
 * What a layer gets: the scene, its label, its stream of randomness and its drawn values.
 *
 * @typedef {object} LayerContext
 * @property {import('../scene.mjs').Scene} scene
 * @property {number} label
 * @property {import('../random.mjs').Random} random
 * @property {Record<string, any>} values
 */

/**
 * Points on a jittered hexagonal grid inside the pattern's region.
 *
 * @param {LayerContext} context @param {number} spacing µm @param {number} jitter share of the spacing
 * @returns {Generator<[number, number]>}
 */
export function* spread({ scene, label, random }, spacing, jitter) {
  const { regions } = scene;
  if (!regions.labels.includes(label)) return;
  const box = boxOf(regions, label);
  for (let row = 0, y = box.top; y <= box.bottom; row++, y += spacing * 0.866) {
    for (let x = box.left + (row % 2) * spacing * 0.5; x <= box.right; x += spacing) {
      const u = x + (random.next() - 0.5) * jitter * spacing;
      const v = y + (random.next() - 0.5) * jitter * spacing;
      if (labelAt(regions, u, v) === label) yield [u, v];
    }
  }
}

/**
 * Points on a jittered hexagonal grid inside a blob, t below `most`.
 *
 * @param {import('../random.mjs').Random} random @param {import('../blob.mjs').Blob} blob
 * @param {number} spacing µm @param {number} most
 * @returns {Generator<[x: number, y: number, t: number]>}
 */
export function* fillBlob(random, blob, spacing, most) {
  const reach = reachOf(blob);
  const start = random.next() * spacing;
  for (let row = 0, y = blob.y - reach + start; y < blob.y + reach; row++, y += spacing * 0.866) {
    for (let x = blob.x - reach + (row % 2) * spacing * 0.5; x < blob.x + reach; x += spacing) {
      const u = x + (random.next() - 0.5) * spacing * 0.55;
      const v = y + (random.next() - 0.5) * spacing * 0.55;
      const t = depthIn(blob, u, v);
      if (t < most) yield [u, v, t];
    }
  }
}

/** @param {import('../regions.mjs').RegionMap} regions @param {number} label */
function boxOf({ columns, labels }, label) {
  let [left, top, right, bottom] = [Infinity, Infinity, 0, 0];
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] !== label) continue;
    const column = i % columns;
    const row = Math.floor(i / columns);
    left = Math.min(left, column);
    right = Math.max(right, column + 1);
    top = Math.min(top, row);
    bottom = Math.max(bottom, row + 1);
  }
  return { left: left * CELL_UM, top: top * CELL_UM, right: right * CELL_UM, bottom: bottom * CELL_UM };
}
