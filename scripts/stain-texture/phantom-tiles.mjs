import { drawPatch } from '../phantoms/patch.mjs';
import { PATTERNS } from '../phantoms/recipes.mjs';
import { SITES } from '../phantoms/sites.mjs';
import { SIDE } from './planes.mjs';

/**
 * Tiles of every phantom pattern from every site, two of each patient.
 *
 * @param {number} mpp µm per pixel
 * @param {number} perSite tiles of one pattern from one site
 * @param {string} series another name gives other patients and other tiles
 * @returns {Generator<{ picture: import('../../dist/domain/slides.js').Rgb, label: string, unit: string }>}
 *   label: the pattern, unit: the site
 */
export function* phantomTiles(mpp, perSite, series) {
  for (const recipe of Object.keys(PATTERNS)) {
    for (const site of Object.keys(SITES)) {
      for (let i = 0; i < perSite; i += 1) {
        const patientSeed = `${series} ${site} ${recipe} ${i >> 1}`;
        const seed = `${patientSeed} ${i} at ${mpp}`;
        yield {
          picture: drawPatch({ recipe, site, patientSeed, sizePx: SIDE, mpp, seed }),
          label: recipe,
          unit: site,
        };
      }
    }
  }
}
