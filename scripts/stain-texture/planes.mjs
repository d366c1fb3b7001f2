import { mathOn } from './math.mjs';
import { unmixingRows } from './stains.mjs';

/** Side of the input tile, pixels. */
export const SIDE = 224;

/** Planes that texture is measured in. */
export const PLANES = ['haematoxylin', 'eosin beyond haematoxylin', 'density'];

/** Least optical density contrast that counts: weaker than this, a plane is noise and is not blown up. */
const CONTRAST_FLOOR = 0.03;

/** Pixels darker than this are all black: keeps the logarithm finite. */
const DARKEST = 1 / 64;

/**
 * Optical density, unmixed into the dyes, then freed of what staining and scanner add:
 * - eosin keeps only what haematoxylin does not predict within the tile (least squares). Where a site's dyes
 *   have other colours than the fixed stain vectors, part of one dye shows up in the other plane; the
 *   regression takes that part out again.
 * - every plane is centred, and divided by its own contrast, so that strength of stain cancels.
 *
 * @param {import('./math.mjs').OnnxGraph} graph
 * @param {string} picture [tile, 3, 224, 224], RGB in 0..1
 * @returns {{ levels: string[], density: string }} levels[l]: [tile · plane, 1, 224 / 2^l, …], standardised;
 *   density: [tile, 1, 56, 56], mean optical density, not standardised
 */
export function stainPlanes(graph, picture) {
  const m = mathOn(graph);
  const od = graph.op('Neg', [m.log(m.atLeast(picture, DARKEST))]);
  const mixed = [...unmixingRows(), [1 / 3, 1 / 3, 1 / 3]];
  const stains = graph.op('Conv', [od, graph.floats(mixed.flat(), [3, 3, 1, 1])]);
  const [h, e, d] = [0, 1, 2].map((c) => m.channels(stains, c, c + 1));
  const planes = m.join([h, m.sub(e, m.mul(slopeOf(m, e, h), h)), d]);
  const levels = [standardised(m, m.reshape(planes, [-1, 1, SIDE, SIDE]))];
  while (levels.length < 4) levels.push(m.blocks(levels[levels.length - 1], 2));
  return { levels, density: m.blocks(d, 4) };
}

/** Slope of b over a within the tile, from 2×2 means (sensor noise would flatten it). */
function slopeOf(m, b, a) {
  const [coarseA, coarseB] = [m.blocks(a, 2), m.blocks(b, 2)];
  const centredA = m.sub(coarseA, m.mean(coarseA));
  const centredB = m.sub(coarseB, m.mean(coarseB));
  return m.div(m.mean(m.mul(centredA, centredB)), m.add(m.mean(m.square(centredA)), 1e-3));
}

function standardised(m, plane) {
  const coarse = m.blocks(plane, 2);
  const mean = m.mean(coarse);
  const deviation = m.sqrt(m.add(m.mean(m.square(m.sub(coarse, mean))), 1e-6));
  return m.div(m.sub(plane, mean), m.add(deviation, CONTRAST_FLOOR));
}
