import { INKS } from './artefacts.mjs';
import { drawScene } from './draw.mjs';
import { planScene } from './plan.mjs';
import { createRandom } from './random.mjs';
import { fillRegion } from './regions.mjs';
import { SITES, siteOfTheDay } from './sites.mjs';

/** Glands reach into a patch from outside it. */
const AROUND_UM = 160;

/**
 * A square of one tissue pattern, without a slide around it.
 *
 * @param {object} options
 * @param {string} options.recipe name of a pattern (recipes.mjs)
 * @param {string} options.site name of a site (sites.mjs)
 * @param {string} options.patientSeed same seed = same look of the pattern
 * @param {number} options.sizePx side @param {number} options.mpp µm per pixel
 * @param {string} options.seed same seed = same picture
 * @param {'pen' | 'fold' | 'blur' | 'bubble'} [options.artefact] over the middle of the patch
 * @returns {{ width: number, height: number, data: Uint8Array }} 8-bit interleaved RGB
 */
export function drawPatch({ recipe, site, patientSeed, sizePx, mpp, seed, artefact }) {
  const place = SITES[site];
  if (!place) throw new Error(`there is no phantom site "${site}"`);
  const side = sizePx * mpp;
  const whole = side + 2 * AROUND_UM;
  const regions = fillRegion(whole, whole, recipe);
  const scene = planScene({ regions, widthUm: whole, heightUm: whole, patientSeed, seed });
  const artefacts = artefact ? [artefactOver(side, artefact, seed)] : [];
  const left = Math.round(AROUND_UM / mpp / 2) * 2;
  const window = { left, top: left, width: sizePx, height: sizePx };
  return drawScene(scene, { mpp, site: siteOfTheDay(place, createRandom(`day ${seed}`)), artefacts, window });
}

/** @param {number} side µm @param {'pen' | 'fold' | 'blur' | 'bubble'} type @param {string} seed @returns {import('./artefacts.mjs').Artefact} */
function artefactOver(side, type, seed) {
  const middle = AROUND_UM + side / 2;
  const random = createRandom(`artefact ${seed}`);
  if (type === 'blur') return { type, line: [[middle, middle]], half: side };
  if (type === 'bubble') return { type, line: [[middle, middle]], half: side * 0.35 };
  const half = side * (type === 'pen' ? 0.45 : 0.3);
  const line = [-0.2, 0.5, 1.2].map((k) => [AROUND_UM + side * k, middle + side * 0.05 * random.normal()]);
  return { type, line, half, ink: random.pick(Object.values(INKS)) };
}
