import { derivativeKernels } from './derivatives.mjs';
import { mathOn } from './math.mjs';
import { unmixingRows } from './stains.mjs';

const BIF = 7;
export const SIDE = 224;

export function addFeatures(graph, picture, opt = {}) {
  const m = mathOn(graph);
  const groups = [];
  const keep = (name, value, size) => groups.push({ name, value, size });

  const [h, e] = unmixingRows();
  const od = m.log(m.atLeast(picture, 1 / 64));
  const third = [1 / 3, 1 / 3, 1 / 3];
  const planes = 2;
  const stains = graph.op('Conv', [
    od,
    graph.floats(
      [...h, ...e].map((v) => -v),
      [planes, 3, 1, 1],
    ),
  ]);
  // every plane as a tile of its own
  const plane = m.reshape(stains, [-1, 1, SIDE, SIDE]);
  const levels = [plane];
  for (let l = 1; l < 5; l++) levels.push(m.blocks(levels[l - 1], 2));
  const byTile = (value, size) => m.reshape(value, [-1, planes * size]);

  // contrast of plane in this tile
  const centred = m.sub(levels[1], m.mean(levels[1]));
  const variance = m.mean(m.square(centred));
  const gain = m.div(1, m.add(m.sqrt(m.add(variance, 1e-6)), 0.03));
  const kernels = graph.floats(derivativeKernels(1.0), [5, 1, 7, 7]);

  const bifs = [];
  levels.forEach((level, l) => {
    if (l < (opt.from ?? 1)) return;
    const padded = graph.op('Pad', [m.mul(level, gain), graph.ints([0, 0, 3, 3, 0, 0, 3, 3])], {
      mode: 'edge',
    });
    const d = graph.op('Conv', [padded, kernels]);
    const [dx, dy, dxx, dyy, dxy] = [0, 1, 2, 3, 4].map((c) => m.channels(d, c, c + 1));
    const grad2 = m.add(m.square(dx), m.square(dy));
    const lap = m.add(dxx, dyy);
    const gamma = m.sqrt(m.add(m.add(m.square(m.sub(dxx, dyy)), m.mul(4, m.square(dxy))), 1e-8));
    const slope = m.mul(2, m.sqrt(m.add(grad2, 1e-8)));
    const neg = graph.op('Neg', [lap]);
    const flat = m.add(m.mul(0, lap), opt.flat ?? 0.25);
    const scores = m.join([
      flat,
      slope,
      lap,
      neg,
      m.mul(Math.SQRT1_2, m.add(gamma, lap)),
      m.mul(Math.SQRT1_2, m.sub(gamma, lap)),
      gamma,
    ]);
    const p4 = m.square(m.square(graph.op('Relu', [scores])));
    const bif = m.div(p4, graph.op('ReduceSum', [p4, graph.ints([1])], { keepdims: 1 }));
    bifs[l] = bif;
    keep(`bif${l}`, byTile(m.sqrt(m.flatMean(bif)), BIF), planes * BIF);
    const side = [56, 28, 14, 7, 7][l];
    if (opt.raw) keep(`bifsd${l}`, byTile(m.sd(m.blocks(bif, side)), BIF), planes * BIF);
    const up = graph.op('Relu', [lap]),
      down = graph.op('Relu', [neg]);
    const energies = m.join([grad2, m.square(up), m.square(down), m.square(gamma)]);
    keep(`energy${l}`, byTile(m.log(m.add(m.flatMean(energies), 1e-3)), 4), planes * 4);
    // structure tensor coherence over blocks
    if (l >= 1 && l <= 3) {
      const tensor = m.join([m.sub(m.square(dx), m.square(dy)), m.mul(2, m.mul(dx, dy)), grad2]);
      for (const px of [28, 56, 224]) {
        const side = px >> l;
        const [a, b, t] = [0, 1, 2].map((c) => m.channels(m.blocks(tensor, side), c, c + 1));
        const coherence = m.div(m.sqrt(m.add(m.add(m.square(a), m.square(b)), 1e-10)), m.add(t, 0.01));
        keep(`coh${l}_${px}`, byTile(m.flatMean(coherence), 1), planes);
      }
    }
  });
  // cross scale co-occurrence
  const joint = (a, b, pool) => {
    const n = SIDE >> 0;
    const pa = pool > 1 ? m.blocks(a, pool) : a;
    const fa = m.reshape(pa, [0, BIF, -1]);
    const fb = graph.op('Transpose', [m.reshape(b, [0, BIF, -1])], { perm: [0, 2, 1] });
    return graph.op('MatMul', [fa, fb]);
  };
  for (const [a, b] of []) {
    const pixels = (SIDE >> b) ** 2;
    const j = m.sqrt(m.mul(1 / pixels, joint(bifs[a], bifs[b], 2 ** (b - a))));
    keep(`joint${a}${b}`, byTile(j, 49), planes * 49);
  }
  // H against E at one level
  for (const l of [2]) {
    const s = SIDE >> l;
    const stacked = m.reshape(bifs[l], [-1, planes * BIF, s, s]);
    const H = m.channels(stacked, 0, BIF),
      E = m.channels(stacked, BIF, 2 * BIF);
    keep(`he${l}`, m.reshape(m.sqrt(m.mul(1 / s ** 2, joint(H, E, 1))), [-1, 49]), 49);
  }
  // density histograms of standardised planes
  for (const l of [2, 3]) {
    const z = m.mul(gain, m.sub(levels[l], m.mean(levels[1])));
    const bins = [-1.6, -0.8, -0.2, 0.4, 1.2, 2.4];
    const width = [1, 0.7, 0.6, 0.7, 1, 1.2];
    const dist = m.div(
      graph.op('Abs', [m.sub(z, graph.floats(bins, [1, bins.length, 1, 1]))]),
      graph.floats(width, [1, bins.length, 1, 1]),
    );
    const hist = graph.op('Relu', [m.sub(1, dist)]);
    keep(`hist${l}`, byTile(m.sqrt(m.flatMean(hist)), bins.length), planes * bins.length);
  }
  // correlation H,E at levels
  for (const l of [1, 3, 4]) {
    const s = SIDE >> l;
    const z = m.reshape(m.mul(gain, m.sub(levels[l], m.mean(levels[l]))), [-1, planes, s, s]);
    const H = m.channels(z, 0, 1),
      E = m.channels(z, 1, 2);
    keep(`corr${l}`, m.flatMean(m.mul(H, E)), 1);
  }
  // raw density: mean & sd (stain dependent; to be compared)
  if (opt.raw)
    keep('raw', byTile(m.join([m.flatMean(levels[1]), m.sd(levels[1]), m.sd(levels[3])]), 3), planes * 3);

  // architecture maps at level 2 (56x56)
  const s2 = SIDE >> 2;
  const total = m.blocks(
    graph.op('Conv', [
      od,
      graph.floats(
        third.map((v) => -v),
        [1, 3, 1, 1],
      ),
    ]),
    4,
  );
  const zstack2 = m.reshape(m.mul(gain, m.sub(levels[2], m.mean(levels[2]))), [-1, planes, s2, s2]);
  const white = m.sigmoid(m.mul(40, m.sub(0.13, total)));
  const nuclei = m.sigmoid(m.mul(4, m.sub(m.channels(zstack2, 0, 1), 0.8)));
  const other = m.mul(m.sub(1, white), m.sub(1, nuclei));
  const maps = m.join([white, nuclei, other]);
  for (const px of [2, 4, 7, 14, 28]) keep(`bsd${px}`, m.sd(m.blocks(maps, px)), 3);
  keep('area', m.sqrt(m.flatMean(maps)), 3);
  for (const k of [3, 5, 9, 15, 23]) {
    keep(`open${k}`, m.sqrt(m.add(1e-6, graph.op('Relu', [m.flatMean(m.dilate(m.erode(maps, k), k))]))), 3);
  }
  const dil = [3, 7, 13].map((k) => m.dilate(white, k));
  const rings = [m.sub(dil[0], white), m.sub(dil[1], dil[0]), m.sub(dil[2], dil[1])];
  for (const [i, ring] of rings.entries()) {
    const area = m.add(m.flatMean(ring), 0.01);
    keep(
      `ring${i}`,
      m.join([
        m.div(m.flatMean(m.mul(ring, nuclei)), area),
        m.div(m.flatMean(m.mul(ring, m.channels(zstack2, 0, 1))), area),
        m.div(m.flatMean(m.mul(ring, m.channels(zstack2, 1, 2))), area),
      ]),
      3,
    );
  }
  return groups;
}
