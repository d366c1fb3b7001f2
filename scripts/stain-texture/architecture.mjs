import { mathOn } from './math.mjs';
import { PLANES, SIDE } from './planes.mjs';

/** Side of the maps: 224 / 4. */
const MAP = SIDE / 4;

/** Optical density below which a place is lumen, air or glass. */
const LUMEN_DENSITY = 0.13;

/** Standard deviations of haematoxylin above which a place is nuclei. */
const NUCLEI_ABOVE = 0.8;

/** Sides of the square that must fit into a structure, in map pixels (4 pixels of the tile each). */
const OPENINGS = [3, 5, 9, 15, 23];

/** Sides of the blocks whose means are compared, in map pixels. */
const BLOCKS = [2, 4, 7, 14, 28];

/**
 * How the tissue is built: sizes of lumina, cell nests and stroma (granulometry by openings with a square),
 * how unevenly they lie, and which dye sits in rings around the lumina.
 *
 * @param {import('./math.mjs').OnnxGraph} graph
 * @param {{ levels: string[], density: string }} planes
 * @returns {import('./features.mjs').Group[]}
 */
export function architecture(graph, { levels, density }) {
  const m = mathOn(graph);
  const coarse = m.reshape(levels[2], [-1, PLANES.length, MAP, MAP]);
  const dyes = m.channels(coarse, 0, 2);
  const lumen = m.sigmoid(m.mul(40, m.sub(LUMEN_DENSITY, density)));
  const nuclei = m.sigmoid(m.mul(4, m.sub(m.channels(coarse, 0, 1), NUCLEI_ABOVE)));
  const rest = m.mul(m.sub(1, lumen), m.sub(1, nuclei));
  const tissues = m.join([lumen, nuclei, rest]);
  return [
    ...BLOCKS.map((side) => ({ name: `unevenness ${side}`, size: 3, value: m.sd(m.blocks(tissues, side)) })),
    ...OPENINGS.map((side) => ({ name: `opening ${side}`, size: 3, value: opened(m, tissues, side) })),
    ...rings(m, lumen).map((ring, i) => ({
      name: `ring ${i}`,
      size: 3,
      value: m.join([within(m, ring, nuclei), within(m, ring, dyes)]),
    })),
  ];
}

/** Share of the tile that a square of this side covers when moved about inside the structure (root of it). */
function opened(m, map, side) {
  return m.sqrt(m.add(1e-6, m.relu(m.flatMean(m.dilate(m.erode(map, side), side)))));
}

/** Three rings around the lumina, outwards: 1, 2 and 3 map pixels wide. */
function rings(m, lumen) {
  const reached = [lumen, ...[3, 7, 13].map((side) => m.dilate(lumen, side))];
  return [1, 2, 3].map((i) => m.sub(reached[i], reached[i - 1]));
}

/** Mean of the map inside the ring. */
function within(m, ring, map) {
  return m.div(m.flatMean(m.mul(ring, map)), m.add(m.flatMean(ring), 0.01));
}
