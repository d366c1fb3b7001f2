import { material, pointAt, roughOutline } from '../blob.mjs';
import { smoothNoise } from '../noise.mjs';
import { addNucleus } from './nuclei.mjs';
import { spread } from './place.mjs';

/**
 * Single cells strewn over the ground: fibroblasts along the fibres, lymphocytes in clusters, sheets.
 *
 * Values: pitch (µm between grid points), share (of points used), jitter, nucleus, align (along the fibres),
 * cluster (0-1: 1 = only where a smooth noise is high), clusterUm.
 *
 * @param {import('./place.mjs').LayerContext} context
 */
export function strewCells(context) {
  const { scene, random, values } = context;
  const thick = smoothNoise(Math.floor(random.next() * 4294967296));
  const scale = values.clusterUm ?? 60;
  for (const [x, y] of spread(context, values.pitch, values.jitter ?? 0.9)) {
    const crowd = values.cluster
      ? Math.max(0, 1 + values.cluster * (2.6 * thick(x / scale, y / scale) - 1))
      : 1;
    if (!random.chance(values.share * crowd) || scene.inBody(x, y)) continue;
    const angle = values.align ? scene.fibreAngle(x, y) + 0.25 * random.normal() : random.next() * 3.14;
    addNucleus(scene, random, values.nucleus, x, y, angle);
  }
}

/**
 * Small vessels with red cells. Values: spacing, share, size, nucleus.
 * @param {import('./place.mjs').LayerContext} context
 */
export function drawVessels(context) {
  const { scene, random, values } = context;
  for (const [x, y] of spread(context, values.spacing, 1)) {
    if (!random.chance(values.share) || scene.inBody(x, y)) continue;
    const size = random.logNormal(values.size, 0.35);
    const vessel = {
      x,
      y,
      a: size * 1.25,
      b: size / 1.25,
      angle: random.next() * 3.14,
      radii: roughOutline(random, 20, 0.09),
      material: VESSEL,
      seed: Math.floor(random.next() * 4294967296),
    };
    scene.addBody(vessel);
    for (let turn = random.next(); turn < 6.283; turn += (10 + 6 * random.next()) / size) {
      const [u, v] = pointAt(vessel, turn, 0.93);
      addNucleus(scene, random, values.nucleus, u, v, Math.atan2(v - y, u - x) + Math.PI / 2);
    }
    for (let k = 0; k < (size * size) / 22; k++) {
      const [u, v] = pointAt(vessel, random.next() * 6.283, 0.68 * Math.sqrt(random.next()));
      scene.addDetail({ ...vessel, x: u, y: v, a: 3.3, b: 3, radii: RED_CELL_OUTLINE, material: RED_CELL });
    }
  }
}

const VESSEL = material(
  [
    [0, 0, 0.03],
    [0.7, 0, 0.04],
    [0.8, 0.08, 0.6],
    [1, 0.06, 0.7],
  ],
  { wobble: 0.03 },
);
const RED_CELL = material(
  [
    [0, 0, 0.85],
    [0.6, 0, 1.05],
    [1, 0, 0.95],
  ],
  { cover: 0.9 },
);
const RED_CELL_OUTLINE = new Float32Array(12).fill(1);
