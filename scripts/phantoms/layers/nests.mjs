import { material, pointAt, roughOutline } from '../blob.mjs';
import { addNucleus } from './nuclei.mjs';
import { fillBlob, spread } from './place.mjs';

/**
 * Solid nests and cords of tumour cells.
 *
 * Values: spacing, jitter, share, size, sizeSpread, aspect, rough, pitch, nucleus, cytoplasm [h, e],
 * mature (0-1: eosin rises and nuclei shrink towards the middle), pearl (share of nests with a keratin pearl),
 * pearlSize, pearlNucleus, align.
 *
 * @param {import('./place.mjs').LayerContext} context
 */
export function drawNests(context) {
  const { scene, random, values } = context;
  for (const [x, y] of spread(context, values.spacing, values.jitter)) {
    if (!random.chance(values.share)) continue;
    const size = random.logNormal(values.size, values.sizeSpread);
    const aspect = Math.sqrt(Math.max(1, values.aspect * (1 + 0.3 * random.normal())));
    const nest = {
      x,
      y,
      a: size * aspect,
      b: size / aspect,
      angle: scene.fibreAngle(x, y) * (values.align ?? 0) + random.normal() * 0.8,
      radii: roughOutline(random, 32, values.rough),
      material: nestMaterial(values),
      seed: Math.floor(random.next() * 4294967296),
    };
    scene.addBody(nest);
    fillNest(scene, random, values, nest);
    if (values.pearl && random.chance(values.pearl)) drawPearls(scene, random, values, nest);
  }
}

/** @param {Record<string, any>} values */
function nestMaterial({ cytoplasm: [h, e], mature = 0 }) {
  return material(
    [
      [0, h * (1 - 0.7 * mature), e * (1 + 0.8 * mature)],
      [0.7, h, e * (1 + 0.25 * mature)],
      [1, h * 1.2, e * 0.9],
    ],
    { hNoise: 0.3, eNoise: 0.13, wobble: 0.03 },
  );
}

/** @param {any} scene @param {any} random @param {Record<string, any>} values @param {import('../blob.mjs').Blob} nest */
function fillNest(scene, random, values, nest) {
  const mature = values.mature ?? 0;
  for (const [x, y, t] of fillBlob(random, nest, values.pitch, 0.97)) {
    if (random.chance(mature * 0.45 * (1 - t))) continue;
    const edge = t > 0.8 && mature > 0;
    const angle = edge ? Math.atan2(y - nest.y, x - nest.x) : random.next() * 3.14;
    addNucleus(scene, random, values.nucleus, x, y, angle, 1 - 0.25 * mature * (1 - t));
  }
}

/** Whorls of keratin with flat nuclei around. @param {any} scene @param {any} random @param {Record<string, any>} values @param {import('../blob.mjs').Blob} nest */
function drawPearls(scene, random, values, nest) {
  const count = random.whole(1, Math.max(1, Math.round(nest.a / 55)));
  for (let k = 0; k < count; k++) {
    const [x, y] = pointAt(nest, random.next() * 6.283, count === 1 ? 0.15 : 0.45);
    const size = Math.min(random.logNormal(values.pearlSize, 0.3), nest.b * 0.62);
    const pearl = {
      x,
      y,
      a: size * 1.15,
      b: size / 1.15,
      angle: random.next() * 3.14,
      radii: roughOutline(random, 24, 0.07),
      material: pearlMaterial(random, size),
      seed: Math.floor(random.next() * 4294967296),
    };
    scene.addBody(pearl);
    for (let ring = 0; ring < 3; ring++) {
      const t = 1.04 + ring * (4.5 / size);
      for (let turn = random.next(); turn < 6.283; turn += (11 + 3 * random.next()) / (size * t)) {
        const [u, v] = pointAt(pearl, turn, t);
        if (random.chance(0.75))
          addNucleus(scene, random, values.pearlNucleus, u, v, Math.atan2(v - y, u - x) + Math.PI / 2);
      }
    }
  }
}

/** Onion skins about 4 µm apart. @param {any} random @param {number} size */
function pearlMaterial(random, size) {
  /** @type {[number, number, number][]} */
  const stops = [];
  const skins = Math.max(3, Math.round(size / 3.6));
  for (let k = 0; k <= skins * 2; k++) {
    const bright = k % 2 ? 0.55 : 1;
    stops.push([k / (skins * 2), 0.05 + 0.05 * random.next(), (0.75 + 0.35 * random.next()) * bright]);
  }
  return material(stops, { eNoise: 0.12, wobble: 0.05 });
}
