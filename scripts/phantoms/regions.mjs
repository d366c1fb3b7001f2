import { smoothNoise } from './noise.mjs';
import { hash } from './random.mjs';

/** Side of a cell of the region map in µm: borders of regions are exact to this. */
export const CELL_UM = 8;

/**
 * Which tissue pattern is where.
 *
 * @typedef {object} RegionMap
 * @property {number} columns @property {number} rows cells of CELL_UM
 * @property {Uint8Array} labels 0 = glass, k = patterns[k - 1]
 * @property {readonly string[]} patterns
 */

/**
 * A piece of tissue on glass, parted into regions with wavy borders.
 *
 * @param {object} options
 * @param {number} options.widthUm @param {number} options.heightUm
 * @param {readonly (readonly [pattern: string, share: number])[]} options.mix shares of the area; the first is the main one
 * @param {string} options.seed
 * @returns {RegionMap}
 */
export function layRegions({ widthUm, heightUm, mix, seed }) {
  const columns = Math.ceil(widthUm / CELL_UM);
  const rows = Math.ceil(heightUm / CELL_UM);
  const patterns = mix.map(([pattern]) => pattern);
  const inside = tissueOutline(widthUm, heightUm, seed);
  const warp = [smoothNoise(hash(`${seed} warp x`)), smoothNoise(hash(`${seed} warp y`))];
  // Borders bend by up to 110 µm, less on a small slide, where that would swallow whole regions.
  const bend = Math.min(110, 0.055 * Math.min(widthUm, heightUm));
  const wave = Math.max(40, bend * 1.7);
  const seats = seatsFor(widthUm, heightUm, mix, seed);
  const labels = new Uint8Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const x = (column + 0.5) * CELL_UM;
      const y = (row + 0.5) * CELL_UM;
      if (!inside(x, y)) continue;
      const u = x + bend * (warp[0](x / wave, y / wave) + 0.27 * warp[0](x / 50, y / 50));
      const v = y + bend * (warp[1](x / wave, y / wave) + 0.27 * warp[1](x / 50, y / 50));
      labels[row * columns + column] = nearestSeat(seats, u, v) + 1;
    }
  }
  return { columns, rows, labels, patterns };
}

/**
 * A map that is one pattern from edge to edge.
 * @param {number} widthUm @param {number} heightUm @param {string} pattern
 * @returns {RegionMap}
 */
export function fillRegion(widthUm, heightUm, pattern) {
  const columns = Math.ceil(widthUm / CELL_UM);
  const rows = Math.ceil(heightUm / CELL_UM);
  return { columns, rows, labels: new Uint8Array(columns * rows).fill(1), patterns: [pattern] };
}

/**
 * Label at a point, clamped to the map.
 * @param {RegionMap} map @param {number} x µm @param {number} y µm
 */
export function labelAt(map, x, y) {
  const column = Math.max(0, Math.min(map.columns - 1, Math.floor(x / CELL_UM)));
  const row = Math.max(0, Math.min(map.rows - 1, Math.floor(y / CELL_UM)));
  return map.labels[row * map.columns + column];
}

/**
 * A rounded, uneven piece that covers about three quarters of the slide.
 * @param {number} widthUm @param {number} heightUm @param {string} seed
 * @returns {(x: number, y: number) => boolean}
 */
function tissueOutline(widthUm, heightUm, seed) {
  const wave = smoothNoise(hash(`${seed} outline`));
  return (x, y) => {
    const u = (2 * x) / widthUm - 1;
    const v = (2 * y) / heightUm - 1;
    const r = (Math.abs(u) ** 3 + Math.abs(v) ** 3) ** (1 / 3);
    const turn = Math.atan2(v, u);
    const lobes = 0.09 * wave(4 + 1.5 * Math.cos(turn), 4 + 1.5 * Math.sin(turn));
    return r < 0.88 + lobes + 0.03 * wave(x / 60, y / 60);
  };
}

/**
 * Centres of regions; every pattern gets its share of them, neighbours first, so that a pattern hangs together.
 *
 * @param {number} widthUm @param {number} heightUm
 * @param {readonly (readonly [string, number])[]} mix @param {string} seed
 * @returns {{ x: number, y: number, pattern: number }[]}
 */
function seatsFor(widthUm, heightUm, mix, seed) {
  const side = 4;
  const points = [];
  for (let i = 0; i < side * side; i++) {
    const jitter = (/** @type {string} */ axis) =>
      (hash(`${seed} seat ${i} ${axis}`) / 4294967296 - 0.5) * 0.7;
    points.push({
      x: (((i % side) + 0.5 + jitter('x')) / side) * widthUm,
      y: ((Math.floor(i / side) + 0.5 + jitter('y')) / side) * heightUm,
    });
  }
  const lean = (hash(`${seed} lean`) / 4294967296) * 2 * Math.PI;
  points.sort((p, q) => (p.x - q.x) * Math.cos(lean) + (p.y - q.y) * Math.sin(lean));
  const total = mix.reduce((sum, [, share]) => sum + share, 0);
  let reached = 0;
  let given = 0;
  const seats = [];
  for (let k = 0; k < mix.length; k++) {
    reached += mix[k][1];
    const until = Math.max(given + 1, Math.round((reached / total) * points.length));
    for (; given < until && given < points.length; given++) seats.push({ ...points[given], pattern: k });
  }
  return seats;
}

/** @param {{ x: number, y: number, pattern: number }[]} seats @param {number} x @param {number} y */
function nearestSeat(seats, x, y) {
  let best = 0;
  let bestSquare = Infinity;
  for (const seat of seats) {
    const square = (seat.x - x) ** 2 + (seat.y - y) ** 2;
    if (square < bestSquare) {
      bestSquare = square;
      best = seat.pattern;
    }
  }
  return best;
}
