import { architecture } from './architecture.mjs';
import { ENERGIES, localShape, SHAPES } from './local-shape.mjs';
import { mathOn } from './math.mjs';
import { PLANES, SIDE, stainPlanes } from './planes.mjs';

/** Levels of the pyramid that shapes are taken from; level l halves the tile l times. Level 0 shows the scanner more than the tissue. */
const LEVELS = [1, 2, 3];

/** Which shape at one level lies within which at another. */
const LEVEL_PAIRS = [
  [1, 2],
  [1, 3],
  [2, 3],
];

/** Centres and half widths of the soft bins of standardised dye. */
const BINS = { centre: [-1.6, -0.8, -0.2, 0.4, 1.2, 2.4], width: [1, 0.7, 0.6, 0.7, 1, 1.2] };

/**
 * Statistics of one kind: `value` is [tile, size].
 * @typedef {{ name: string, size: number, value: string }} Group
 */

/**
 * All statistics of a tile.
 * @param {import('./math.mjs').OnnxGraph} graph
 * @param {string} picture [tile, 3, 224, 224], RGB in 0..1
 * @returns {Group[]}
 */
export function features(graph, picture) {
  const m = mathOn(graph);
  const planes = stainPlanes(graph, picture);
  const local = new Map(LEVELS.map((l) => [l, localShape(graph, planes.levels[l])]));
  const shapes = (/** @type {number} */ l) => local.get(l).shapes;
  const perPlane = (name, size, value) => ({
    name,
    size: PLANES.length * size,
    value: m.reshape(value, [-1, PLANES.length * size]),
  });
  return [
    ...LEVELS.map((l) => perPlane(`energy ${l}`, ENERGIES, local.get(l).energies)),
    ...LEVEL_PAIRS.map(([fine, coarse]) =>
      perPlane(
        `shape ${fine} in ${coarse}`,
        SHAPES * SHAPES,
        together(graph, m, m.blocks(shapes(fine), 2 ** (coarse - fine)), shapes(coarse), SIDE >> coarse),
      ),
    ),
    ...[2, 3].map((l) => shapesOfDyes(graph, m, shapes(l), SIDE >> l)),
    ...[2, 3].map((l) =>
      perPlane(`histogram ${l}`, BINS.centre.length, histogram(graph, m, planes.levels[l])),
    ),
    agreement(m, planes.levels[3], SIDE >> 3),
    ...architecture(graph, planes),
  ];
}

/** Root of how often shape a of one map meets shape b of the other: [tiles, 7, 7]. */
function together(graph, m, a, b, side) {
  const rows = m.reshape(a, [0, SHAPES, -1]);
  const columns = graph.op('Transpose', [m.reshape(b, [0, SHAPES, -1])], { perm: [0, 2, 1] });
  return m.sqrt(m.add(m.mul(graph.op('MatMul', [rows, columns]), 1 / side ** 2), 1e-6));
}

/** Which shape of haematoxylin meets which of eosin. */
function shapesOfDyes(graph, m, shapes, side) {
  const stacked = m.reshape(shapes, [-1, PLANES.length * SHAPES, side, side]);
  const [h, e] = [0, 1].map((plane) => m.channels(stacked, plane * SHAPES, (plane + 1) * SHAPES));
  const value = m.reshape(together(graph, m, h, e, side), [-1, SHAPES * SHAPES]);
  return { name: `dyes ${side}`, size: SHAPES * SHAPES, value };
}

/** Root of the share of places per bin: [tiles, bins]. */
function histogram(graph, m, level) {
  const bins = (/** @type {number[]} */ values) => graph.floats(values, [1, values.length, 1, 1]);
  const distance = m.div(m.absolute(m.sub(level, bins(BINS.centre))), bins(BINS.width));
  return m.sqrt(m.add(m.flatMean(m.relu(m.sub(1, distance))), 1e-6));
}

/** Mean product of what eosin has beyond haematoxylin with density, over neighbourhoods of 8 pixels. */
function agreement(m, level, side) {
  const stacked = m.reshape(level, [-1, PLANES.length, side, side]);
  const value = m.flatMean(m.mul(m.channels(stacked, 0, 1), m.channels(stacked, 1, 2)));
  return { name: `agreement ${side}`, size: 1, value };
}
