import { createRandom } from './random.mjs';
import { drawValues, PATTERNS } from './recipes.mjs';
import { createScene } from './scene.mjs';

/**
 * Fills regions with tissue. The patient decides what a pattern looks like, the slide where things lie.
 *
 * @param {object} options
 * @param {import('./regions.mjs').RegionMap} options.regions
 * @param {number} options.widthUm @param {number} options.heightUm
 * @param {string} options.patientSeed @param {string} options.seed of the slide
 * @returns {import('./scene.mjs').Scene}
 */
export function planScene({ regions, widthUm, heightUm, patientSeed, seed }) {
  const patient = createRandom(`patient ${patientSeed}`);
  /** @type {Record<string, Record<string, any>>} */
  const patterns = {};
  for (const pattern of regions.patterns) {
    const recipe = PATTERNS[pattern];
    if (!recipe) throw new Error(`there is no phantom pattern "${pattern}"`);
    const random = patient.fork(pattern);
    patterns[pattern] = {
      ground: drawValues(recipe.ground, random),
      layers: recipe.layers.map(([draw, ranges]) => ({ draw, values: drawValues(ranges, random) })),
    };
  }
  const scene = createScene({ widthUm, heightUm, regions, patterns, seed });
  const random = createRandom(`slide ${seed}`);
  regions.patterns.forEach((pattern, k) => {
    patterns[pattern].layers.forEach((/** @type {any} */ { draw, values }, /** @type {number} */ layer) => {
      draw({ scene, label: k + 1, random: random.fork(`${pattern} ${layer}`), values });
    });
  });
  return scene;
}
