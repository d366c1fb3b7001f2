import { outlineOfArtefact } from './artefacts.mjs';
import { outlineOf } from './blob.mjs';
import { CELL_UM } from './regions.mjs';

/**
 * Truth as GeoJSON, coordinates in level-0 pixels (x right, y down).
 *
 * @typedef {{ type: 'FeatureCollection', features: object[] }} Features
 */

/** @param {object[]} features @returns {Features} */
const collection = (features) => ({ type: 'FeatureCollection', features });

/** @param {string} type @param {unknown} coordinates @param {object} properties */
const feature = (type, coordinates, properties) => ({
  type: 'Feature',
  geometry: { type, coordinates },
  properties,
});

/**
 * Every connected region of one pattern as a polygon with holes, exact to a cell of the region map. A gland, nest
 * or fat cell belongs to the region its centre lies in and may hang over the border by its radius.
 *
 * @param {import('./regions.mjs').RegionMap} map @param {number} mpp
 * @param {{ width: number, height: number }} size of the slide, pixels: polygons stay inside
 * @returns {Features}
 */
export function regionTruth(map, mpp, size) {
  const scale = CELL_UM / mpp;
  const toPixels = (/** @type {[number, number][]} */ ring) =>
    close(ring.map(([x, y]) => [Math.min(size.width, x * scale), Math.min(size.height, y * scale)]));
  const features = piecesOf(map).map(({ label, rings }) =>
    feature('Polygon', rings.map(toPixels), { kind: 'region', pattern: map.patterns[label - 1] }),
  );
  return collection(features);
}

/**
 * Nuclei as 14-gons with their class, inside some squares only (all of a slide would be larger than the slide).
 * The squares themselves are features of kind `area`.
 *
 * @param {readonly import('./blob.mjs').Blob[]} blobs @param {number} mpp
 * @param {readonly { x: number, y: number, side: number }[]} areas pixels
 * @returns {Features}
 */
export function nucleusTruth(blobs, mpp, areas) {
  const features = areas.map(({ x, y, side }) =>
    feature(
      'Polygon',
      [
        close([
          [x, y],
          [x + side, y],
          [x + side, y + side],
          [x, y + side],
        ]),
      ],
      { kind: 'area' },
    ),
  );
  for (const blob of blobs) {
    if (!blob.cell) continue;
    const [x, y] = [blob.x / mpp, blob.y / mpp];
    if (!areas.some((area) => x >= area.x && x < area.x + area.side && y >= area.y && y < area.y + area.side))
      continue;
    const ring = outlineOf(blob).map(([u, v]) => [tenth(u / mpp), tenth(v / mpp)]);
    features.push(
      feature('Polygon', [close(/** @type {[number, number][]} */ (ring))], {
        kind: 'nucleus',
        class: blob.cell,
      }),
    );
  }
  return collection(features);
}

/**
 * @param {readonly import('./artefacts.mjs').Artefact[]} artefacts @param {number} mpp
 * @returns {Features}
 */
export function artefactTruth(artefacts, mpp) {
  return collection(
    artefacts.map((artefact) => {
      const ring = outlineOfArtefact(artefact).map(([x, y]) => [tenth(x / mpp), tenth(y / mpp)]);
      return feature('Polygon', [close(/** @type {[number, number][]} */ (ring))], {
        kind: 'artefact',
        type: artefact.type,
      });
    }),
  );
}

/** @param {number} value */
const tenth = (value) => Math.round(value * 10) / 10;

/** @param {[number, number][]} ring @returns {[number, number][]} */
const close = (ring) => [...ring, ring[0]];

/**
 * Connected pieces of equal label with their rings in cells, the outer ring first.
 * @param {import('./regions.mjs').RegionMap} map
 * @returns {{ label: number, rings: [number, number][][] }[]}
 */
function piecesOf({ columns, rows, labels }) {
  const piece = new Int32Array(labels.length).fill(-1);
  const pieces = [];
  for (let start = 0; start < labels.length; start++) {
    if (labels[start] === 0 || piece[start] >= 0) continue;
    const id = pieces.length;
    const stack = [start];
    piece[start] = id;
    const cells = [];
    while (stack.length > 0) {
      const cell = /** @type {number} */ (stack.pop());
      cells.push(cell);
      const column = cell % columns;
      if (column > 0) visit(cell - 1);
      if (column < columns - 1) visit(cell + 1);
      if (cell >= columns) visit(cell - columns);
      if (cell < columns * (rows - 1)) visit(cell + columns);
    }
    pieces.push({ label: labels[start], rings: ringsOf(cells, piece, id, columns, rows) });

    function visit(/** @type {number} */ cell) {
      if (piece[cell] >= 0 || labels[cell] !== labels[start]) return;
      piece[cell] = id;
      stack.push(cell);
    }
  }
  return pieces;
}

/**
 * Walks the cell edges around a piece with the piece on the right hand.
 * @param {number[]} cells @param {Int32Array} piece @param {number} id @param {number} columns @param {number} rows
 * @returns {[number, number][][]}
 */
function ringsOf(cells, piece, id, columns, rows) {
  const wide = columns + 1;
  /** @type {Map<number, number[]>} */
  const edges = new Map();
  const add = (/** @type {number} */ from, /** @type {number} */ to) => {
    const list = edges.get(from);
    if (list) list.push(to);
    else edges.set(from, [to]);
  };
  for (const cell of cells) {
    const x = cell % columns;
    const y = Math.floor(cell / columns);
    const corner = y * wide + x;
    if (y === 0 || piece[cell - columns] !== id) add(corner, corner + 1);
    if (x === columns - 1 || piece[cell + 1] !== id) add(corner + 1, corner + 1 + wide);
    if (y === rows - 1 || piece[cell + columns] !== id) add(corner + 1 + wide, corner + wide);
    if (x === 0 || piece[cell - 1] !== id) add(corner + wide, corner);
  }
  const rings = [];
  for (const first of edges.keys()) {
    while ((edges.get(first)?.length ?? 0) > 0) rings.push(walk(edges, first, wide));
  }
  return rings.sort((one, other) => Math.abs(areaOf(other)) - Math.abs(areaOf(one)));
}

/** @param {Map<number, number[]>} edges @param {number} first @param {number} wide @returns {[number, number][]} */
function walk(edges, first, wide) {
  /** @type {[number, number][]} */
  const ring = [];
  let at = first;
  let step = 0;
  do {
    const ways = /** @type {number[]} */ (edges.get(at));
    // Where two cells touch by a corner, turn right: pieces joined by a corner only are kept apart.
    const right = ways.findIndex((to) => to - at === turnRight(step, wide));
    const [to] = ways.splice(Math.max(right, 0), 1);
    if (to - at !== step) ring.push([at % wide, Math.floor(at / wide)]);
    step = to - at;
    at = to;
  } while (at !== first);
  return ring;
}

/** @param {number} step @param {number} wide */
function turnRight(step, wide) {
  if (step === 1) return wide;
  if (step === wide) return -1;
  if (step === -1) return -wide;
  return 1;
}

/** @param {[number, number][]} ring */
function areaOf(ring) {
  let sum = 0;
  for (let i = 0; i < ring.length; i++) {
    const [x, y] = ring[i];
    const [u, v] = ring[(i + 1) % ring.length];
    sum += x * v - u * y;
  }
  return sum / 2;
}
