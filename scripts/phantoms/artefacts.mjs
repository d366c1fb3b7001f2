/**
 * What goes wrong between tissue and picture. A shape is a band along a line of points (pen, fold) or a disc
 * (blur, bubble); lengths in µm.
 *
 * @typedef {object} Artefact
 * @property {'pen' | 'fold' | 'blur' | 'bubble'} type
 * @property {readonly (readonly [number, number])[]} line one point = a disc
 * @property {number} half half width of the band or radius of the disc
 * @property {readonly [number, number, number]} [ink] optical density of red, green, blue
 */

export const INKS = {
  blue: [2.1, 1.35, 0.35],
  green: [1.9, 0.62, 1.2],
  black: [2.2, 2.25, 2.1],
  red: [0.12, 2.1, 1.9],
};

/**
 * Artefacts of one slide: about two of five kinds.
 *
 * @param {number} widthUm @param {number} heightUm @param {import('./random.mjs').Random} random
 * @returns {Artefact[]}
 */
export function drawArtefacts(widthUm, heightUm, random) {
  /** @type {Artefact[]} */
  const found = [];
  const side = Math.min(widthUm, heightUm);
  const place = () => [random.between(0.2, 0.8) * widthUm, random.between(0.2, 0.8) * heightUm];
  if (random.chance(0.35)) {
    const ink = random.pick(Object.values(INKS));
    const edge = random.chance(0.5);
    const at = edge ? random.between(0.04, 0.12) : random.between(0.88, 0.96);
    found.push({ type: 'pen', line: wave(random, widthUm, heightUm, at), half: 0.035 * side, ink });
  }
  if (random.chance(0.4)) {
    const [x, y] = place();
    const turn = random.next() * Math.PI;
    const line = [-1, -0.5, 0, 0.5, 1].map((k) => [
      x + k * 0.13 * side * Math.cos(turn) + 12 * random.normal(),
      y + k * 0.13 * side * Math.sin(turn) + 12 * random.normal(),
    ]);
    found.push({ type: 'fold', line, half: 0.028 * side });
  }
  if (random.chance(0.4))
    found.push({ type: 'blur', line: [place()], half: random.between(0.08, 0.13) * side });
  if (random.chance(0.25))
    found.push({ type: 'bubble', line: [place()], half: random.between(0.04, 0.08) * side });
  return found;
}

/** A stroke from top to bottom. @param {any} random @param {number} width @param {number} height @param {number} at */
function wave(random, width, height, at) {
  const phase = random.next() * 6;
  return Array.from({ length: 9 }, (_, k) => [
    width * (at + 0.03 * Math.sin(phase + k * 0.8)),
    height * (0.1 + 0.1 * k),
  ]);
}

/**
 * Distance to the line less half the width: below 0 inside.
 * @param {Artefact} artefact @param {number} x @param {number} y
 */
export function distanceTo({ line, half }, x, y) {
  let leastSquare = Infinity;
  for (let i = 0; i < Math.max(1, line.length - 1); i++) {
    const [ax, ay] = line[i];
    const [bx, by] = line[Math.min(i + 1, line.length - 1)];
    const square = (bx - ax) ** 2 + (by - ay) ** 2;
    const f =
      square === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / square));
    leastSquare = Math.min(leastSquare, (x - ax - f * (bx - ax)) ** 2 + (y - ay - f * (by - ay)) ** 2);
  }
  return Math.sqrt(leastSquare) - half;
}

/**
 * The outline as corners, µm.
 * @param {Artefact} artefact
 * @returns {[number, number][]}
 */
export function outlineOfArtefact({ line, half }) {
  if (line.length === 1) {
    return Array.from({ length: 48 }, (_, i) => [
      line[0][0] + half * Math.cos((i / 48) * 2 * Math.PI),
      line[0][1] + half * Math.sin((i / 48) * 2 * Math.PI),
    ]);
  }
  /** @type {[number, number][]} */
  const ring = [];
  for (const way of [1, -1]) {
    const points = way === 1 ? line : [...line].reverse();
    points.forEach(([x, y], i) => {
      const [ax, ay] = points[Math.max(0, i - 1)];
      const [bx, by] = points[Math.min(points.length - 1, i + 1)];
      const length = Math.hypot(bx - ax, by - ay);
      const u = (bx - ax) / length;
      const v = (by - ay) / length;
      if (i === 0) ring.push([x - u * half * 0.7 - v * half * 0.7, y - v * half * 0.7 + u * half * 0.7]);
      ring.push([x - v * half, y + u * half]);
      if (i === points.length - 1)
        ring.push([x + u * half * 0.7 - v * half * 0.7, y + v * half * 0.7 + u * half * 0.7]);
    });
  }
  return ring;
}
