/**
 * Where a phantom was "stained and scanned". Sites differ far more in colour than patterns do, so that colour
 * finds the site and not the tissue.
 *
 * @typedef {object} Site
 * @property {string} name
 * @property {string} scanner
 * @property {readonly [number, number, number]} haematoxylin optical density of red, green, blue per unit of dye
 * @property {readonly [number, number, number]} eosin
 * @property {readonly [number, number, number]} white what the scanner makes of clear glass
 * @property {number} blurPx sigma of the lens @property {number} noise sd of the sensor, share of full scale
 * @property {number} quality JPEG quality
 */

/** @type {Readonly<Record<string, Site>>} */
export const SITES = {
  north: {
    name: 'Phantom Site North',
    scanner: 'Phantom Scanner A',
    haematoxylin: [0.98, 0.98, 0.34],
    eosin: [0.1, 0.72, 0.1],
    white: [243, 243, 246],
    blurPx: 0.45,
    noise: 0.012,
    quality: 88,
  },
  harbour: {
    name: 'Phantom Site Harbour',
    scanner: 'Phantom Scanner B',
    haematoxylin: [0.58, 0.7, 0.26],
    eosin: [0.06, 1.05, 0.3],
    white: [246, 241, 232],
    blurPx: 0.6,
    noise: 0.01,
    quality: 84,
  },
  valley: {
    name: 'Phantom Site Valley',
    scanner: 'Phantom Scanner C',
    haematoxylin: [0.88, 1.16, 0.62],
    eosin: [0.2, 1.18, 0.34],
    white: [236, 234, 236],
    blurPx: 0.5,
    noise: 0.015,
    quality: 89,
  },
  lake: {
    name: 'Phantom Site Lake',
    scanner: 'Phantom Scanner D',
    haematoxylin: [0.68, 0.54, 0.17],
    eosin: [0.05, 0.54, 0.07],
    white: [240, 246, 247],
    blurPx: 0.75,
    noise: 0.009,
    quality: 82,
  },
};

/**
 * The site as it was on the day of one slide: dye strength and balance vary a little.
 *
 * @param {Site} site @param {import('./random.mjs').Random} random
 * @returns {Site}
 */
export function siteOfTheDay(site, random) {
  const h = random.logNormal(1, 0.1);
  const e = random.logNormal(1, 0.1);
  const tilt = () => 1 + 0.04 * random.normal();
  return {
    ...site,
    haematoxylin: [
      site.haematoxylin[0] * h * tilt(),
      site.haematoxylin[1] * h,
      site.haematoxylin[2] * h * tilt(),
    ],
    eosin: [site.eosin[0] * e, site.eosin[1] * e, site.eosin[2] * e * tilt()],
  };
}
