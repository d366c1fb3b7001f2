import { diamondAngle, material, pointAt, roughOutline } from '../blob.mjs';
import { labelAt } from '../regions.mjs';
import { addNucleus } from './nuclei.mjs';
import { spread } from './place.mjs';

const CORNERS = 28;

/**
 * Spaces with thin walls between them: fat cells, air spaces. The cells of a jittered grid (Voronoi) with
 * rounded corners, drawn as holes; what stays between them is the wall.
 *
 * Values: spacing (µm between centres), jitter, wall (µm), round (0-1), content [h, e], rim [h, e],
 * missing (share of cells not drawn: broken walls stay as tissue), wallNucleus, pitch (µm along the wall
 * between nuclei), free (share of spaces with a loose cell), freeNucleus, merge (share of walls left out).
 *
 * @param {import('./place.mjs').LayerContext} context
 */
export function drawSpaces(context) {
  const { scene, random, values } = context;
  const points = [...spread(context, values.spacing, values.jitter)];
  const near = neighboursOf(points, values.spacing * 2.1);
  const [h, e] = values.content;
  const [rimH, rimE] = values.rim;
  const rim = 1 - Math.min(0.3, 1.6 / values.spacing);
  const filled = material(
    [
      [0, h, e],
      [rim, h, e],
      [1, rimH, rimE],
    ],
    { wobble: 0.006 },
  );
  points.forEach(([x, y], i) => {
    if (random.chance(values.missing)) return;
    const space = {
      x,
      y,
      a: 1,
      b: 1,
      angle: 0,
      radii: cellRadii(random, values, x, y, near(i)),
      material: filled,
      seed: Math.floor(random.next() * 4294967296),
    };
    if (!fitInside(context, space)) return;
    scene.addBody(space);
    if (values.pitch > 0) drawWallNuclei(context, space);
    if (random.chance(values.free ?? 0)) drawFreeCell(scene, random, values, space);
  });
}

/**
 * Shrinks a space until it no longer opens onto glass, so that the outermost walls stay whole.
 * @param {import('./place.mjs').LayerContext} context @param {import('../blob.mjs').Blob} space
 * @returns {boolean} false when it had to become too small
 */
function fitInside(context, space) {
  for (let k = 0; k < 4; k++) {
    if (!opensOntoGlass(context, space)) return true;
    space.a *= 0.82;
    space.b *= 0.82;
  }
  return false;
}

/** @param {import('./place.mjs').LayerContext} context @param {import('../blob.mjs').Blob} space */
function opensOntoGlass({ scene }, space) {
  for (let turn = 0; turn < 6.283; turn += 0.4) {
    const [x, y] = pointAt(space, turn, 1.05);
    if (labelAt(scene.regions, x, y) === 0) return true;
  }
  return false;
}

/**
 * Distance to the half-way lines to the neighbours, less half a wall, softened.
 * @param {any} random @param {Record<string, any>} values @param {number} x @param {number} y @param {[number, number][]} near
 */
function cellRadii(random, values, x, y, near) {
  const radii = new Float32Array(CORNERS);
  const lines = near.map(([u, v]) => {
    const far = Math.hypot(u - x, v - y);
    const open = random.chance(values.merge ?? 0) ? 1.25 : 1;
    return { cos: (u - x) / far, sin: (v - y) / far, half: (far / 2) * open - values.wall / 2 };
  });
  for (let i = 0; i < CORNERS; i++) {
    const [cos, sin] = directionOf((4 * i) / CORNERS);
    let r = values.spacing * 0.75;
    for (const line of lines) {
      const along = cos * line.cos + sin * line.sin;
      if (along > 0.05) r = Math.min(r, line.half / along);
    }
    radii[i] = Math.max(2, r);
  }
  const inner = radii.reduce((least, r) => Math.min(least, r), Infinity);
  const most = inner * (2.3 - 0.9 * values.round);
  for (let i = 0; i < CORNERS; i++) radii[i] = Math.min(radii[i], most);
  return radii.map((r, i) => (radii[(i + CORNERS - 1) % CORNERS] + 2 * r + radii[(i + 1) % CORNERS]) / 4);
}

/** Inverse of diamondAngle. @param {number} p 0-4 @returns {[number, number]} */
function directionOf(p) {
  const u = p < 2 ? 1 - p : p - 3;
  const v = p < 1 ? p : p < 3 ? 2 - p : p - 4;
  const length = Math.hypot(u, v);
  return [u / length, v / length];
}

/** @param {[number, number][]} points @param {number} reach @returns {(i: number) => [number, number][]} */
function neighboursOf(points, reach) {
  /** @type {Map<string, number[]>} */
  const cells = new Map();
  const key = (/** @type {number} */ x, /** @type {number} */ y) =>
    `${Math.floor(x / reach)},${Math.floor(y / reach)}`;
  points.forEach(([x, y], i) => {
    const list = cells.get(key(x, y));
    if (list) list.push(i);
    else cells.set(key(x, y), [i]);
  });
  return (i) => {
    const [x, y] = points[i];
    const found = [];
    for (let row = -1; row <= 1; row++) {
      for (let column = -1; column <= 1; column++) {
        for (const k of cells.get(key(x + column * reach, y + row * reach)) ?? []) {
          if (k !== i && Math.hypot(points[k][0] - x, points[k][1] - y) < reach) found.push(points[k]);
        }
      }
    }
    return found;
  };
}

/**
 * Flat nuclei in the walls; none where the space opens onto glass or another tissue.
 * @param {import('./place.mjs').LayerContext} context @param {import('../blob.mjs').Blob} space
 */
function drawWallNuclei({ scene, label, random, values }, space) {
  for (let turn = random.next(); turn < 6.283; ) {
    const corner = Math.floor((diamondAngle(Math.cos(turn), Math.sin(turn)) * CORNERS) / 4) % CORNERS;
    const r = space.radii[corner] * space.a;
    const [x, y] = pointAt(space, turn, 1 + (values.wall * 0.4) / r);
    if (labelAt(scene.regions, x, y) === label && random.chance(0.7)) {
      const along = Math.atan2(y - space.y, x - space.x) + Math.PI / 2;
      addNucleus(scene, random, values.wallNucleus, x, y, along);
    }
    turn += (values.pitch * (0.5 + random.next())) / r;
  }
}

/** A macrophage in an air space. @param {any} scene @param {any} random @param {Record<string, any>} values @param {import('../blob.mjs').Blob} space */
function drawFreeCell(scene, random, values, space) {
  const [x, y] = pointAt(space, random.next() * 6.283, 0.5 * random.next());
  const size = random.logNormal(6.5, 0.2);
  scene.addBody({
    ...space,
    x,
    y,
    a: size,
    b: size,
    radii: roughOutline(random, 16, 0.06),
    material: FREE_CELL,
  });
  addNucleus(scene, random, values.wallNucleus, x + random.normal(), y + random.normal(), random.next() * 3);
}

const FREE_CELL = material(
  [
    [0, 0.1, 0.4],
    [1, 0.1, 0.34],
  ],
  { hNoise: 0.4, eNoise: 0.3 },
);
