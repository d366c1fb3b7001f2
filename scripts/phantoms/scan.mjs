import { noiseTexture, TEXTURE_SIDE } from './noise.mjs';

const DENSITY_STEPS = 512;
const MOST_DENSITY = 7;

/**
 * Turns dye into light (Beer-Lambert) as one site's scanner sees it: RGB = white · exp(-(h·mH + e·mE)).
 *
 * @param {import('./paint.mjs').Block} block @param {import('./sites.mjs').Site} site
 * @returns {Float32Array} interleaved RGB, 0-255
 */
export function expose(block, site) {
  const { h, e } = block;
  const rgb = new Float32Array(h.length * 3);
  for (let c = 0; c < 3; c++) {
    const mh = site.haematoxylin[c] * DENSITY_STEPS;
    const me = site.eosin[c] * DENSITY_STEPS;
    const light = lightTable(site.white[c]);
    const last = light.length - 1;
    for (let i = 0, at = c; i < h.length; i++, at += 3) {
      const density = (h[i] * mh + e[i] * me) | 0;
      rgb[at] = light[density < 0 ? 0 : Math.min(density, last)];
    }
  }
  return rgb;
}

/** @type {Map<number, Float32Array>} */
const lightTables = new Map();

/** @param {number} white */
function lightTable(white) {
  const known = lightTables.get(white);
  if (known) return known;
  const table = Float32Array.from(
    { length: DENSITY_STEPS * MOST_DENSITY },
    (_, i) => white * Math.exp(-i / DENSITY_STEPS),
  );
  lightTables.set(white, table);
  return table;
}

/**
 * The lens: a separable three-tap blur of about the given sigma (up to 0.8 px), in place.
 *
 * @param {Float32Array} rgb @param {number} width @param {number} height @param {number} sigmaPx
 */
export function blurLens(rgb, width, height, sigmaPx) {
  const side = Math.min(0.32, (sigmaPx * sigmaPx) / 2);
  const centre = 1 - 2 * side;
  const row = width * 3;
  for (let y = 0; y < height; y++) {
    const end = (y + 1) * row - 3;
    for (let c = 0; c < 3; c++) {
      let before = rgb[y * row + c];
      for (let at = y * row + c + 3; at < end; at += 3) {
        const here = rgb[at];
        rgb[at] = centre * here + side * (before + rgb[at + 3]);
        before = here;
      }
    }
  }
  const above = rgb.slice(0, row);
  for (let y = 1; y < height - 1; y++) {
    const at = y * row;
    for (let i = 0; i < row; i++) {
      const here = rgb[at + i];
      rgb[at + i] = centre * here + side * (above[i] + rgb[at + row + i]);
      above[i] = here;
    }
  }
}

/**
 * The sensor: noise, then 8 bits, cropped by `margin` on each side into a larger picture.
 *
 * @param {Float32Array} rgb @param {{ x: number, y: number, width: number, height: number }} block with margin, pixels
 * @param {number} margin @param {number} noise sd as share of full scale
 * @param {{ data: Uint8Array, left: number, top: number, width: number, height: number }} picture
 */
export function readOut(rgb, block, margin, noise, picture) {
  const grain = noiseTexture('white');
  const sd = noise * 255;
  const right = Math.min(picture.left + picture.width, block.x + block.width - margin);
  const bottom = Math.min(picture.top + picture.height, block.y + block.height - margin);
  for (let y = Math.max(picture.top, block.y + margin); y < bottom; y++) {
    const noiseRow = ((y * 7) & (TEXTURE_SIDE - 1)) * TEXTURE_SIDE;
    for (let x = Math.max(picture.left, block.x + margin); x < right; x++) {
      const from = ((y - block.y) * block.width + x - block.x) * 3;
      const to = ((y - picture.top) * picture.width + x - picture.left) * 3;
      for (let c = 0; c < 3; c++) {
        const value =
          rgb[from + c] + sd * grain[noiseRow + ((x + c * 171 + y * 3) & (TEXTURE_SIDE - 1))] + 0.5;
        picture.data[to + c] = value < 0 ? 0 : Math.min(value, 255);
      }
    }
  }
}
