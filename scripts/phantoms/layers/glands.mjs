import { depthIn, material, pointAt, radiusAt, roughOutline } from '../blob.mjs';
import { addNucleus } from './nuclei.mjs';
import { fillBlob, spread } from './place.mjs';

/**
 * Glands, ducts, crypts, acini: a wall of cells around a lumen, or filled.
 *
 * Values: spacing, jitter, share (of grid points used), size, sizeSpread (µm radius), aspect, rough, wall (µm),
 * rows, pitch (µm between nuclei along the wall), nucleus, cytoplasm [h, e], lumen (empty, mucin, secretion,
 * necrosis), goblet (share of wall cells with a mucin vacuole), fill (lumen, solid, cribriform), overlap
 * (may glands overlap), cluster (acini around each centre), align (along the fibres).
 *
 * @param {import('./place.mjs').LayerContext} context
 */
export function drawGlands(context) {
  const { scene, random, values } = context;
  for (const [x, y] of spread(context, values.spacing, values.jitter)) {
    if (!random.chance(values.share)) continue;
    const count = values.cluster
      ? random.whole(Math.ceil(values.cluster * 0.6), Math.ceil(values.cluster * 1.4))
      : 1;
    for (let k = 0; k < count; k++) {
      const away = k === 0 ? 0 : values.size * 1.15 * Math.sqrt(k) * 1.25;
      const turn = k * 2.39996 + random.next() * 0.5;
      const u = x + away * Math.cos(turn);
      const v = y + away * Math.sin(turn);
      if (!values.overlap && scene.inBody(u, v)) continue;
      drawGland(context, u, v);
    }
  }
}

/** @param {import('./place.mjs').LayerContext} context @param {number} x @param {number} y */
function drawGland({ scene, random, values }, x, y) {
  const size = random.logNormal(values.size, values.sizeSpread);
  const aspect = Math.sqrt(Math.max(1, values.aspect * (1 + 0.2 * random.normal())));
  const body = {
    x,
    y,
    a: size * aspect,
    b: size / aspect,
    angle: values.align ? scene.fibreAngle(x, y) + 0.2 * random.normal() : random.next() * Math.PI,
    radii: roughOutline(random, 32, values.rough),
    material: wallMaterial(random, values, size),
    seed: Math.floor(random.next() * 4294967296),
  };
  scene.addBody(body);
  if (values.fill === 'lumen') return drawWallCells(scene, random, values, body);
  const holes = values.fill === 'cribriform' ? drawHoles(scene, random, values, body) : [];
  if (values.fill === 'solid' && random.chance(values.necrosis ?? 0))
    holes.push(drawNecrosis(scene, random, body));
  drawFilling(scene, random, values, body, holes);
}

/** Dye of a gland from lumen to basement membrane. @param {any} random @param {Record<string, any>} values @param {number} size */
function wallMaterial(random, values, size) {
  const [h, e] = values.cytoplasm;
  if (values.fill !== 'lumen') {
    return material(
      [
        [0, h, e],
        [0.95, h, e],
        [1, h * 0.6, e * 1.3],
      ],
      { hNoise: 0.3, eNoise: 0.16 },
    );
  }
  const edge = Math.max(0.04, 1 - values.wall / size);
  const kind = Array.isArray(values.lumen) ? random.pick(values.lumen) : values.lumen;
  const [lh, le, grain] = LUMENS[kind];
  return material(
    [
      [0, lh, le],
      [edge - 0.02, lh, le],
      [edge + 0.02, h * 0.8, e * 1.15],
      [edge + 0.35 * (1 - edge), h * 0.9, e * 0.85],
      [0.9, h, e],
      [1, h * 0.8, e * 1.35],
    ],
    { hNoise: grain, eNoise: 0.14 + grain * 0.5, wobble: 0.02 },
  );
}

/** Haematoxylin, eosin and texture of what a lumen holds. @type {Record<string, [number, number, number]>} */
const LUMENS = {
  empty: [0, 0.012, 0.2],
  mucin: [0.13, 0.05, 0.5],
  secretion: [0.03, 0.5, 0.15],
  colloid: [0.02, 0.72, 0.06],
  necrosis: [0.14, 0.48, 0.4],
};

/**
 * @param {import('../scene.mjs').Scene} scene @param {import('../random.mjs').Random} random
 * @param {Record<string, any>} values @param {import('../blob.mjs').Blob} body
 */
function drawWallCells(scene, random, values, body) {
  const mean = Math.sqrt(body.a * body.b);
  const rows = Math.max(1, Math.round(values.rows + 0.3 * random.normal()));
  for (let row = 0; row < rows; row++) {
    const depth = values.seat + row * values.nucleus.size * 1.55;
    if (depth > Math.max(values.wall, values.nucleus.size * 1.6) - values.nucleus.size * 0.5) break;
    for (let turn = random.next() * 0.2; turn < 6.283; ) {
      const radius = mean * radiusAt(body.radii, turn);
      const t = Math.max(
        0.1,
        1 - (depth + 0.22 * values.nucleus.size * random.normal() * (1 + values.disorder)) / radius,
      );
      const [x, y] = pointAt(body, turn, t);
      const radial = Math.atan2(y - body.y, x - body.x);
      if (random.chance(0.93)) {
        addNucleus(
          scene,
          random,
          values.nucleus,
          x,
          y,
          radial + (values.turned ?? 0) + 0.15 * random.normal() * (1 + 3 * values.disorder),
        );
      }
      if (row === 0 && random.chance(values.goblet ?? 0))
        drawGoblet(scene, random, values, body, turn, radius);
      turn += (values.pitch * (0.85 + 0.3 * random.next())) / Math.max(4, radius * t);
    }
  }
}

/** A mucin vacuole above a nucleus. @param {any} scene @param {any} random @param {Record<string, any>} values @param {any} body @param {number} turn @param {number} radius */
function drawGoblet(scene, random, values, body, turn, radius) {
  const [x, y] = pointAt(body, turn, Math.max(0.15, 1 - (values.wall * 0.66) / radius));
  scene.addDetail({
    x,
    y,
    a: values.wall * 0.3,
    b: values.pitch * 0.55,
    angle: Math.atan2(y - body.y, x - body.x),
    radii: roughOutline(random, 12, 0.06),
    material: GOBLET,
    seed: Math.floor(random.next() * 4294967296),
  });
}

const GOBLET = material(
  [
    [0, 0.1, 0.03],
    [0.8, 0.14, 0.06],
    [1, 0.16, 0.3],
  ],
  { hNoise: 0.5, cover: 0.92 },
);
const HOLE = material(
  [
    [0, 0, 0.012],
    [0.86, 0, 0.02],
    [1, 0.12, 0.5],
  ],
  { wobble: 0.03 },
);
const NECROSIS = material(
  [
    [0, 0.2, 0.6],
    [0.8, 0.26, 0.62],
    [1, 0.25, 0.5],
  ],
  { hNoise: 0.7, eNoise: 0.3, wobble: 0.06 },
);

/** Round lumens punched into a filled gland. @param {any} scene @param {any} random @param {Record<string, any>} values @param {import('../blob.mjs').Blob} body */
function drawHoles(scene, random, values, body) {
  /** @type {import('../blob.mjs').Blob[]} */
  const holes = [];
  for (const [x, y] of fillBlob(random, body, values.holeSpacing, 0.84)) {
    const r = random.logNormal(values.holeSize, 0.25);
    const hole = {
      x,
      y,
      a: r * 1.12,
      b: r / 1.12,
      angle: random.next() * 3.14,
      radii: roughOutline(random, 16, 0.07),
      material: HOLE,
      seed: Math.floor(random.next() * 4294967296),
    };
    holes.push(hole);
    scene.addBody(hole);
  }
  return holes;
}

/** Comedo necrosis in the middle. @param {any} scene @param {any} random @param {import('../blob.mjs').Blob} body */
function drawNecrosis(scene, random, body) {
  const hole = {
    ...body,
    a: body.a * 0.5,
    b: body.b * 0.5,
    material: NECROSIS,
    radii: roughOutline(random, 24, 0.09),
  };
  scene.addBody(hole);
  return hole;
}

/** @param {any} scene @param {any} random @param {Record<string, any>} values @param {import('../blob.mjs').Blob} body @param {import('../blob.mjs').Blob[]} holes */
function drawFilling(scene, random, values, body, holes) {
  const room = values.nucleus.size * 0.9;
  for (const [x, y] of fillBlob(random, body, values.pitch, 0.97)) {
    if (holes.some((hole) => depthIn({ ...hole, a: hole.a + room, b: hole.b + room }, x, y) < 1)) continue;
    addNucleus(scene, random, values.nucleus, x, y, random.next() * 3.14);
  }
}
