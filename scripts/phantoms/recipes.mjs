import { GLANDULAR } from './recipes/glandular.mjs';
import { GROUND_TISSUE } from './recipes/ground-tissue.mjs';
import { SOLID_AND_OPEN } from './recipes/solid-and-open.mjs';

/**
 * @typedef {object} Recipe
 * @property {Record<string, any>} ground
 * @property {any[][]} layers pairs of layer function and ranges, in order of drawing
 */

/**
 * The tissue patterns: what is drawn, with ranges. A range [low, high] of two numbers is drawn once per patient;
 * everything else is taken as it is. Lengths in µm, dyes in the units of sites.mjs.
 *
 * @type {Readonly<Record<string, Recipe>>}
 */
export const PATTERNS = { ...GROUND_TISSUE, ...GLANDULAR, ...SOLID_AND_OPEN };

/**
 * Draws one patient's values out of the ranges of a recipe.
 *
 * @param {unknown} ranges @param {import('./random.mjs').Random} random
 * @returns {any}
 */
export function drawValues(ranges, random) {
  if (Array.isArray(ranges)) {
    if (ranges.length === 2 && ranges.every((v) => typeof v === 'number'))
      return random.between(ranges[0], ranges[1]);
    return ranges;
  }
  if (typeof ranges !== 'object' || ranges === null) return ranges;
  const values = Object.fromEntries(
    Object.entries(ranges).map(([name, range]) => [name, drawValues(range, random)]),
  );
  return values.dye === true ? [values.h, values.e] : values;
}
