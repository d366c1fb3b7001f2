import { mkdir, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import sharp from 'sharp';
import { drawArtefacts } from './artefacts.mjs';
import { drawScene } from './draw.mjs';
import { planScene } from './plan.mjs';
import { createRandom } from './random.mjs';
import { CELL_UM, labelAt, layRegions } from './regions.mjs';
import { SITES, siteOfTheDay } from './sites.mjs';
import { artefactTruth, nucleusTruth, regionTruth } from './truth.mjs';

/** Side of the squares whose nuclei are written down, pixels. */
const NUCLEUS_AREA_PX = 512;

/**
 * Draws one phantom slide: a pyramidal, tiled TIFF (JPEG) with its resolution, and its truth as GeoJSON in
 * `truth/` beside it. Files appear whole or not at all.
 *
 * @param {string} file path of the TIFF
 * @param {object} options
 * @param {readonly (readonly [pattern: string, share: number])[]} options.mix shares of patterns; the main one first
 * @param {string} options.site name of a site (sites.mjs)
 * @param {string} options.patientSeed same seed = same look of a pattern
 * @param {string} options.seed same seed = same slide, to the byte of every pixel
 * @param {number} [options.sidePx] default 4096
 * @param {number} [options.mpp] µm per pixel, default 0.5
 * @param {readonly import('./artefacts.mjs').Artefact[]} [options.artefacts] default: drawn by the seed
 * @returns {Promise<{ width: number, height: number, mpp: number, patterns: readonly string[] }>}
 */
export async function makePhantomSlide(
  file,
  { mix, site, patientSeed, seed, sidePx = 4096, mpp = 0.5, artefacts },
) {
  const place = SITES[site];
  if (!place) throw new Error(`there is no phantom site "${site}"`);
  const side = sidePx * mpp;
  const regions = layRegions({ widthUm: side, heightUm: side, mix, seed });
  const scene = planScene({ regions, widthUm: side, heightUm: side, patientSeed, seed });
  const spoiled = artefacts ?? drawArtefacts(side, side, createRandom(`artefacts ${seed}`));
  const picture = drawScene(scene, {
    mpp,
    site: siteOfTheDay(place, createRandom(`day ${seed}`)),
    artefacts: spoiled,
  });

  const truth = join(dirname(file), 'truth');
  await mkdir(truth, { recursive: true });
  const stem = basename(file).replace(/\.[^.]+$/, '');
  await writeJson(join(truth, `${stem}.regions.geojson`), regionTruth(regions, mpp, picture));
  await writeJson(join(truth, `${stem}.artefacts.geojson`), artefactTruth(spoiled, mpp));
  await writeJson(
    join(truth, `${stem}.nuclei.geojson`),
    nucleusTruth(scene.items(), mpp, nucleusAreas(regions, sidePx, mpp)),
  );
  await writeTiff(file, picture, place.quality, mpp);
  return { width: picture.width, height: picture.height, mpp, patterns: regions.patterns };
}

/**
 * @param {string} file @param {{ width: number, height: number, data: Uint8Array }} picture
 * @param {number} quality @param {number} mpp
 */
async function writeTiff(file, { width, height, data }, quality, mpp) {
  const temporary = `${file}.${process.pid}.tmp`;
  await sharp(data, { raw: { width, height, channels: 3 } })
    .tiff({
      compression: 'jpeg',
      quality,
      tile: true,
      tileWidth: 256,
      tileHeight: 256,
      pyramid: true,
      // sharp takes pixels per millimetre and writes pixels per centimetre.
      xres: 1000 / mpp,
      yres: 1000 / mpp,
      resolutionUnit: 'cm',
    })
    .toFile(temporary);
  await rename(temporary, file);
}

/**
 * The whole of a small slide; else for each of the first three patterns the square that holds most of it.
 * @param {import('./regions.mjs').RegionMap} regions @param {number} sidePx @param {number} mpp
 * @returns {{ x: number, y: number, side: number }[]} pixels
 */
function nucleusAreas(regions, sidePx, mpp) {
  if (sidePx <= 2 * NUCLEUS_AREA_PX) return [{ x: 0, y: 0, side: sidePx }];
  return regions.patterns.slice(0, 3).map((_, k) => {
    let best = { x: 0, y: 0, cells: -1 };
    for (let y = 0; y + NUCLEUS_AREA_PX <= sidePx; y += NUCLEUS_AREA_PX / 2) {
      for (let x = 0; x + NUCLEUS_AREA_PX <= sidePx; x += NUCLEUS_AREA_PX / 2) {
        const cells = cellsOf(regions, k + 1, x * mpp, y * mpp, NUCLEUS_AREA_PX * mpp);
        if (cells > best.cells) best = { x, y, cells };
      }
    }
    return { x: best.x, y: best.y, side: NUCLEUS_AREA_PX };
  });
}

/** @param {import('./regions.mjs').RegionMap} regions @param {number} label @param {number} x @param {number} y @param {number} side µm */
function cellsOf(regions, label, x, y, side) {
  let cells = 0;
  for (let v = 0; v < side; v += CELL_UM) {
    for (let u = 0; u < side; u += CELL_UM) if (labelAt(regions, x + u, y + v) === label) cells++;
  }
  return cells;
}

/** @param {string} file @param {unknown} value */
async function writeJson(file, value) {
  const temporary = `${file}.${process.pid}.tmp`;
  await writeFile(temporary, JSON.stringify(value));
  await rename(temporary, file);
}
