import { derivativeKernels } from './derivatives.mjs';
import { mathOn } from './math.mjs';

/** flat, slope, dark spot, bright spot, dark line, bright line, saddle. */
export const SHAPES = 7;

/** Energies per level: slope, dark and bright Laplacian, ridge. */
export const ENERGIES = 4;

/** A place is flat where no shape is stronger than this many standard deviations of its plane. */
const FLAT = 0.4;

/**
 * What each place looks like at one scale, by Basic Image Features (Crosier & Griffin 2010): the strengths of
 * seven local shapes from first and second derivatives, sharpened so that the strongest nearly takes all.
 * All are the same after a quarter turn or a flip of the tile.
 *
 * @param {import('./math.mjs').OnnxGraph} graph
 * @param {string} level standardised plane, [tiles, 1, side, side]; "dark" means much dye
 * @returns {{ shapes: string, energies: string }} shapes: [tiles, 7, side, side], sum 1 per place;
 *   energies: [tiles, 4]
 */
export function localShape(graph, level) {
  const m = mathOn(graph);
  const padded = graph.op('Pad', [level, graph.ints([0, 0, 3, 3, 0, 0, 3, 3])], { mode: 'edge' });
  const kernels = graph.floats(derivativeKernels(1), [5, 1, 7, 7]);
  const derivatives = graph.op('Conv', [padded, kernels]);
  const [dx, dy, dxx, dyy, dxy] = graph.ops('Split', [derivatives, graph.ints([1, 1, 1, 1, 1])], 5, {
    axis: 1,
  });

  const slope2 = m.add(m.square(dx), m.square(dy));
  const bright = m.add(dxx, dyy);
  const dark = graph.op('Neg', [bright]);
  const ridge2 = m.add(m.square(m.sub(dxx, dyy)), m.mul(4, m.square(dxy)));
  const ridge = m.sqrt(m.add(ridge2, 1e-8));
  const strengths = m.join([
    m.add(m.mul(bright, 0), FLAT),
    m.mul(2, m.sqrt(m.add(slope2, 1e-8))),
    dark,
    bright,
    m.mul(Math.SQRT1_2, m.add(ridge, dark)),
    m.mul(Math.SQRT1_2, m.add(ridge, bright)),
    ridge,
  ]);
  const parts = m.join([slope2, m.square(m.relu(dark)), m.square(m.relu(bright)), ridge2]);
  return { shapes: sharpened(graph, m, strengths), energies: m.log(m.add(m.flatMean(parts), 1e-3)) };
}

/** Fourth powers, normalised: a soft "strongest wins" many times faster than a softmax over channels. */
function sharpened(graph, m, strengths) {
  const power = m.square(m.square(m.relu(strengths)));
  return m.div(power, graph.op('ReduceSum', [power, graph.ints([1])], { keepdims: 1 }));
}
