import { depthIn, reachOf } from './blob.mjs';
import { smoothNoise } from './noise.mjs';
import { hash } from './random.mjs';

const BODY_CELL_UM = 64;
const NUCLEUS_CELL_UM = 12;

/**
 * What is to be drawn, in µm and in order, before a single pixel: so that any block at any scale shows the same.
 *
 * @typedef {import('./blob.mjs').Blob} Blob
 * @typedef {object} Scene
 * @property {number} widthUm @property {number} heightUm
 * @property {import('./regions.mjs').RegionMap} regions
 * @property {Readonly<Record<string, Record<string, any>>>} patterns drawn values by pattern
 * @property {(x: number, y: number) => number} fibreAngle direction of fibres, radians
 * @property {(blob: Blob) => void} addBody draws over what lies below and removes nuclei under it
 * @property {(blob: Blob) => boolean} addNucleus false when it would overlap another
 * @property {(blob: Blob) => void} addDetail draws only; no truth
 * @property {(x: number, y: number) => boolean} inBody true inside any body
 * @property {() => Blob[]} items in order of drawing
 */

/**
 * @param {object} options
 * @param {number} options.widthUm @param {number} options.heightUm
 * @param {import('./regions.mjs').RegionMap} options.regions
 * @param {Readonly<Record<string, Record<string, any>>>} options.patterns
 * @param {string} options.seed
 * @returns {Scene}
 */
export function createScene({ widthUm, heightUm, regions, patterns, seed }) {
  /** @type {(Blob | undefined)[]} */
  const items = [];
  const bodies = createGrid(BODY_CELL_UM);
  const nuclei = createGrid(NUCLEUS_CELL_UM);
  const bend = smoothNoise(hash(`${seed} fibres`));
  const lean = (hash(`${seed} lean of fibres`) / 4294967296) * Math.PI;

  return {
    widthUm,
    heightUm,
    regions,
    patterns,
    fibreAngle: (x, y) => lean + 1.9 * bend(x / 210, y / 210) + 0.8 * bend(x / 62 + 31, y / 62),
    inBody: (x, y) => bodies.near(x, y, 0).some((i) => depthIn(/** @type {Blob} */ (items[i]), x, y) < 1.03),
    addBody: (blob) => {
      removeNuclei(blob, items, nuclei);
      bodies.add(items.push(blob) - 1, blob.x, blob.y, reachOf(blob));
    },
    addNucleus: (blob) => {
      const touches = nuclei.near(blob.x, blob.y, NUCLEUS_CELL_UM).some((i) => overlap(items[i], blob));
      if (!touches) nuclei.add(items.push(blob) - 1, blob.x, blob.y, 0);
      return !touches;
    },
    addDetail: (blob) => {
      items.push(blob);
    },
    items: () => /** @type {Blob[]} */ (items.filter((item) => item !== undefined)),
  };
}

/** @param {Blob} body @param {(Blob | undefined)[]} items @param {ReturnType<typeof createGrid>} nuclei */
function removeNuclei(body, items, nuclei) {
  for (const i of nuclei.near(body.x, body.y, reachOf(body))) {
    const nucleus = items[i];
    if (nucleus && depthIn(body, nucleus.x, nucleus.y) < 1.04) items[i] = undefined;
  }
}

/** Two nuclei may touch, not cover each other. @param {Blob | undefined} one @param {Blob} other */
function overlap(one, other) {
  if (!one) return false;
  const reach = 0.8 * (Math.sqrt(one.a * one.b) + Math.sqrt(other.a * other.b));
  return (one.x - other.x) ** 2 + (one.y - other.y) ** 2 < reach * reach;
}

/** Numbers by place. @param {number} cell µm */
function createGrid(cell) {
  /** @type {Map<number, number[]>} */
  const cells = new Map();
  const key = (/** @type {number} */ column, /** @type {number} */ row) => (row + 64) * 65536 + column + 64;
  return {
    /** @param {number} i @param {number} x @param {number} y @param {number} reach */
    add(i, x, y, reach) {
      visit(x, y, reach, (at) => {
        const list = cells.get(at);
        if (list) list.push(i);
        else cells.set(at, [i]);
      });
    },
    /** May repeat a number. @param {number} x @param {number} y @param {number} reach @returns {number[]} */
    near(x, y, reach) {
      if (reach === 0) return cells.get(key(Math.floor(x / cell), Math.floor(y / cell))) ?? [];
      /** @type {number[]} */
      const found = [];
      visit(x, y, reach, (at) => {
        for (const i of cells.get(at) ?? []) found.push(i);
      });
      return found;
    },
  };

  /** @param {number} x @param {number} y @param {number} reach @param {(at: number) => void} see */
  function visit(x, y, reach, see) {
    for (let row = Math.floor((y - reach) / cell); row <= Math.floor((y + reach) / cell); row++) {
      for (let column = Math.floor((x - reach) / cell); column <= Math.floor((x + reach) / cell); column++) {
        see(key(column, row));
      }
    }
  }
}
