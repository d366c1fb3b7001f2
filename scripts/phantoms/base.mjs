import { noiseTexture, TEXTURE_SIDE } from './noise.mjs';
import { CELL_UM } from './regions.mjs';

/**
 * The ground of a tissue pattern: fibres and clouds of dye, without any cell.
 *
 * @typedef {object} Ground
 * @property {number} e eosin @property {number} h haematoxylin
 * @property {number} fibre strength of fibres, relative
 * @property {number} bundle strength of coarse bundles, relative
 * @property {number} cloud slow unevenness, relative
 * @property {number} gap share-like threshold: -3 = no gaps, -1 = some clefts, 0 = half gaps
 */

/** µm per step along a fibre, steps to each side. */
const STEP_UM = 1;
const STEPS = 9;

/**
 * Draws the ground into a block, at about 1 µm and then enlarged: fibres are not finer than that.
 *
 * @param {import('./paint.mjs').Block} block @param {GroundMap} map
 */
export function paintGround(block, map) {
  const { width, height, mpp } = block;
  const step = Math.max(1, Math.floor(1 / mpp));
  const columns = Math.ceil(width / step) + 2;
  const rows = Math.ceil(height / step) + 2;
  const h = new Float32Array(columns * rows);
  const e = new Float32Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    const y = (block.y + row * step) * mpp;
    for (let column = 0; column < columns; column++) {
      groundAt(map, (block.x + column * step) * mpp, y, h, e, row * columns + column);
    }
  }
  enlarge(h, columns, step, block.h, width, height);
  enlarge(e, columns, step, block.e, width, height);
}

/**
 * What the ground needs to know of a scene, as plain arrays: per region-map corner the fibre direction.
 *
 * @typedef {object} GroundMap
 * @property {import('./regions.mjs').RegionMap} regions
 * @property {readonly Ground[]} grounds by label - 1
 * @property {Float32Array} alongX @property {Float32Array} alongY unit vectors by cell
 * @property {Float32Array} white @property {Float32Array} middle @property {Float32Array} coarse noise
 */

/**
 * @param {import('./scene.mjs').Scene} scene
 * @param {readonly Ground[]} grounds by label - 1
 * @returns {GroundMap}
 */
export function mapGround(scene, grounds) {
  const { regions } = scene;
  const alongX = new Float32Array(regions.labels.length);
  const alongY = new Float32Array(regions.labels.length);
  for (let i = 0; i < alongX.length; i++) {
    const x = ((i % regions.columns) + 0.5) * CELL_UM;
    const y = (Math.floor(i / regions.columns) + 0.5) * CELL_UM;
    const angle = scene.fibreAngle(x, y);
    alongX[i] = Math.cos(angle);
    alongY[i] = Math.sin(angle);
  }
  const [white, middle, coarse] = [noiseTexture('white'), noiseTexture('middle'), noiseTexture('coarse')];
  return { regions, grounds, alongX, alongY, white, middle, coarse };
}

const sum = { fine: 0, bundle: 0 };

/**
 * @param {GroundMap} map @param {number} x µm @param {number} y µm
 * @param {Float32Array} h @param {Float32Array} e @param {number} at where to write
 */
function groundAt(map, x, y, h, e, at) {
  const { columns, rows, labels } = map.regions;
  const gx = Math.max(0, Math.min(columns - 1.001, x / CELL_UM - 0.5));
  const gy = Math.max(0, Math.min(rows - 1.001, y / CELL_UM - 0.5));
  const cell = (gy | 0) * columns + (gx | 0);
  const right = gx >= columns - 1 ? 0 : 1;
  const down = gy >= rows - 1 ? 0 : columns;
  const a = labels[cell];
  const b = labels[cell + right];
  const c = labels[cell + down];
  const d = labels[cell + right + down];
  if ((a | b | c | d) === 0) return;
  integrate(map, x, y);
  const cloud = map.coarse[((y / 2) & 511) * TEXTURE_SIDE + ((x / 2) & 511)];
  if (a === b && a === c && a === d) {
    addGround(map.grounds[a - 1], 1, cloud, h, e, at);
    return;
  }
  const u = gx - (gx | 0);
  const v = gy - (gy | 0);
  // The edge towards glass is frayed by the fibres and sharp; the border between tissues is a soft passage.
  const glass = (a ? 0 : (1 - u) * (1 - v)) + (b ? 0 : u * (1 - v)) + (c ? 0 : (1 - u) * v) + (d ? 0 : u * v);
  const keep = Math.max(0, Math.min(1, (0.5 - glass + 0.12 * sum.bundle) * 5 + 0.5));
  const scale = glass < 1 ? keep / (1 - glass) : 0;
  if (a) addGround(map.grounds[a - 1], (1 - u) * (1 - v) * scale, cloud, h, e, at);
  if (b) addGround(map.grounds[b - 1], u * (1 - v) * scale, cloud, h, e, at);
  if (c) addGround(map.grounds[c - 1], (1 - u) * v * scale, cloud, h, e, at);
  if (d) addGround(map.grounds[d - 1], u * v * scale, cloud, h, e, at);
}

/**
 * @param {Ground} ground @param {number} weight @param {number} cloud
 * @param {Float32Array} h @param {Float32Array} e @param {number} at
 */
function addGround(ground, weight, cloud, h, e, at) {
  const open = (0.75 * sum.bundle + 0.35 * sum.fine + 0.5 * cloud - ground.gap) * 1.3 + 0.5;
  const solid = open < 0 ? 0 : Math.min(open, 1);
  const tone = 1 + ground.fibre * sum.fine + ground.bundle * sum.bundle + ground.cloud * cloud;
  e[at] += weight * solid * ground.e * Math.max(tone, 0.12);
  h[at] += weight * solid * ground.h * (1 + 0.5 * ground.cloud * cloud);
}

/** Line integral of white noise along the fibres (Cabral and Leedom 1993), at two widths. */
/** @param {GroundMap} map @param {number} x0 @param {number} y0 */
function integrate(map, x0, y0) {
  const { white, middle } = map;
  const { columns, rows } = map.regions;
  let fine = 0;
  let bundle = 0;
  for (let way = -1; way <= 1; way += 2) {
    let x = x0;
    let y = y0;
    for (let k = 0; k < STEPS; k += 3) {
      let column = (x / CELL_UM) | 0;
      let row = (y / CELL_UM) | 0;
      column = column < 0 ? 0 : column >= columns ? columns - 1 : column;
      row = row < 0 ? 0 : row >= rows ? rows - 1 : row;
      const dx = way * STEP_UM * map.alongX[row * columns + column];
      const dy = way * STEP_UM * map.alongY[row * columns + column];
      // Directions turn slowly: one look serves three steps.
      for (let step = 0; step < 3; step++) {
        x += dx;
        y += dy;
        fine += white[((y & 511) << 9) + (x & 511)];
        bundle += middle[(((y * 0.6) & 511) << 9) + ((x * 0.6) & 511)];
      }
    }
  }
  sum.fine = fine / 4.3;
  sum.bundle = bundle / 9;
}

/**
 * Bilinear enlargement by a whole factor.
 * @param {Float32Array} from @param {number} columns @param {number} step
 * @param {Float32Array} to @param {number} width @param {number} height
 */
function enlarge(from, columns, step, to, width, height) {
  for (let y = 0; y < height; y++) {
    const row = (y / step) | 0;
    const v = (y - row * step) / step;
    for (let x = 0; x < width; x++) {
      const column = (x / step) | 0;
      const u = (x - column * step) / step;
      const i = row * columns + column;
      const upper = from[i] + (from[i + 1] - from[i]) * u;
      const lower = from[i + columns] + (from[i + columns + 1] - from[i + columns]) * u;
      to[y * width + x] = upper + (lower - upper) * v;
    }
  }
}
