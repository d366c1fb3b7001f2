import { material, pointAt, radiusAt, roughOutline } from '../blob.mjs';
import { addNucleus } from './nuclei.mjs';
import { spread } from './place.mjs';

/**
 * Papillae: tongues with a core of stroma and one layer of cells, in an open space.
 *
 * Values: spacing, jitter, size (half width, µm), sizeSpread, aspect, rough, wall (µm), pitch, seat,
 * nucleus, coreNucleus, cytoplasm [h, e], core [h, e], disorder.
 *
 * @param {import('./place.mjs').LayerContext} context
 */
export function drawPapillae(context) {
  const { scene, random, values } = context;
  for (const [x, y] of spread(context, values.spacing, values.jitter)) {
    const width = random.logNormal(values.size, values.sizeSpread);
    const long = width * Math.max(1.3, values.aspect * (1 + 0.3 * random.normal()));
    const tongue = {
      x,
      y,
      a: long,
      b: width,
      angle: scene.fibreAngle(x, y) + random.normal() * 0.55,
      radii: bluntOutline(random, values.rough),
      material: tongueMaterial(values, width),
      seed: Math.floor(random.next() * 4294967296),
    };
    scene.addBody({ ...tongue, a: long + 4, b: width + 4, material: CLEFT });
    scene.addBody(tongue);
    drawLining(scene, random, values, tongue);
    drawCore(scene, random, values, tongue);
  }
}

/** Blunt ends (a superellipse) where a plain ellipse would be a spindle. @param {any} random @param {number} rough */
function bluntOutline(random, rough) {
  return roughOutline(random, 48, rough).map((r, i) => {
    const p = (4 * i) / 48;
    const u = Math.abs(p < 2 ? 1 - p : p - 3);
    const length = Math.hypot(u, 1 - u);
    return (r * length) / (u ** 3 + (1 - u) ** 3) ** (1 / 3);
  });
}

/** The white gap that parts a tongue from what lies behind it. */
const CLEFT = material([[0, 0, 0.012]]);

/** @param {Record<string, any>} values @param {number} width */
function tongueMaterial({ wall, cytoplasm: [h, e], core: [coreH, coreE] }, width) {
  const edge = Math.max(0.1, 1 - wall / width);
  return material(
    [
      [0, coreH, coreE],
      [edge - 0.03, coreH, coreE * 1.1],
      [edge + 0.02, h, e * 0.9],
      [0.93, h, e],
      [1, h, e * 1.2],
    ],
    { hNoise: 0.3, eNoise: 0.22, wobble: 0.02 },
  );
}

/** @param {any} scene @param {any} random @param {Record<string, any>} values @param {import('../blob.mjs').Blob} tongue */
function drawLining(scene, random, values, tongue) {
  for (let turn = 0; turn < 6.283; ) {
    const r = radiusAt(tongue.radii, turn);
    const long = Math.hypot(tongue.a * Math.sin(turn), tongue.b * Math.cos(turn)) * r;
    // t shrinks both axes alike, so the depth below the surface is set by the shorter way to it.
    const away =
      r / Math.hypot(Math.cos(turn) / tongue.a, Math.sin(turn) / tongue.b) / Math.max(tongue.a, tongue.b);
    const depth = values.seat * (1 + 0.25 * random.normal() * (1 + values.disorder));
    const t = Math.max(0.2, 1 - depth / (tongue.b * r * Math.max(0.55, away)));
    const [x, y] = pointAt(tongue, turn, t);
    const normal = tongue.angle + Math.atan2(Math.sin(turn) / tongue.b, Math.cos(turn) / tongue.a);
    if (random.chance(0.95)) addNucleus(scene, random, values.nucleus, x, y, normal + 0.3 * random.normal());
    turn += (values.pitch * (0.85 + 0.3 * random.next())) / Math.max(3, long);
  }
}

/** @param {any} scene @param {any} random @param {Record<string, any>} values @param {import('../blob.mjs').Blob} tongue */
function drawCore(scene, random, values, tongue) {
  const count = Math.round((tongue.a * tongue.b * 3.14) / 900);
  for (let k = 0; k < count; k++) {
    const [x, y] = pointAt(tongue, random.next() * 6.283, 0.42 * Math.sqrt(random.next()));
    addNucleus(scene, random, values.coreNucleus, x, y, tongue.angle + 0.3 * random.normal());
  }
}
