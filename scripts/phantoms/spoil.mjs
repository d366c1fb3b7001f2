import { distanceTo } from './artefacts.mjs';

/** Blocks need this much margin for folds and blur, pixels. */
export const MARGIN_PX = 16;

/**
 * Folds: two more layers of tissue lie over the first.
 *
 * @param {import('./paint.mjs').Block} block @param {readonly import('./artefacts.mjs').Artefact[]} artefacts
 */
export function foldTissue(block, artefacts) {
  const { width, h, e } = block;
  for (const artefact of artefacts) {
    if (artefact.type !== 'fold') continue;
    const second = 11 * width + 9;
    const third = 5 * width - 13;
    eachPixel(block, artefact, 2, (at, distance) => {
      const above = Math.max(0, Math.min(1, 0.5 - distance / 2));
      // Tissue that folds lies there and back over itself: three layers of the same.
      const a = at + second < h.length ? at + second : at;
      const b = at + third < h.length && at + third >= 0 ? at + third : at;
      h[at] += above * (0.1 + 0.9 * h[a] + 0.8 * h[b]);
      e[at] += above * (0.15 + 0.9 * e[a] + 0.8 * e[b]);
    });
  }
}

/**
 * Pen ink and bubbles: light lost above the tissue.
 *
 * @param {Float32Array} rgb @param {import('./paint.mjs').Block} block
 * @param {readonly import('./artefacts.mjs').Artefact[]} artefacts
 */
export function shadeLight(rgb, block, artefacts) {
  for (const artefact of artefacts) {
    const { ink } = artefact;
    if (artefact.type === 'pen' && ink) {
      const [r, g, b] = ink;
      eachPixel(block, artefact, 6, (at, distance) => {
        const depth = Math.max(0, Math.min(1, 0.5 - distance / 6));
        const [dr, dg, db] = [Math.exp(-r * depth), Math.exp(-g * depth), Math.exp(-b * depth)];
        rgb[at * 3] *= dr;
        rgb[at * 3 + 1] *= dg;
        rgb[at * 3 + 2] *= db;
      });
    }
    if (artefact.type === 'bubble') {
      eachPixel(block, artefact, 8, (at, distance) => {
        const rim = Math.exp(-((distance / 5) ** 2)) * 0.9 - Math.exp(-(((distance + 11) / 4) ** 2)) * 0.12;
        const light = Math.exp(-rim) * (distance < 0 ? 0.96 : 1);
        for (let c = 0; c < 3; c++) rgb[at * 3 + c] *= light;
      });
    }
  }
}

/**
 * Out of focus: three box blurs (about a Gaussian of 3.5 px), faded in over 12 µm.
 *
 * @param {Float32Array} rgb @param {import('./paint.mjs').Block} block
 * @param {readonly import('./artefacts.mjs').Artefact[]} artefacts
 */
export function defocus(rgb, block, artefacts) {
  const touched = artefacts.filter((artefact) => artefact.type === 'blur' && touches(block, artefact, 0));
  if (touched.length === 0) return;
  const soft = Float32Array.from(rgb);
  const radius = Math.max(1, Math.min(5, Math.round(2 / block.mpp)));
  for (let pass = 0; pass < 3; pass++) {
    boxBlur(soft, block.width, block.height, 3, block.width * 3, radius);
    boxBlur(soft, block.height, block.width, block.width * 3, 3, radius);
  }
  for (const artefact of touched) {
    eachPixel(block, artefact, 0, (at, distance) => {
      const share = Math.max(0, Math.min(1, -distance / 12));
      for (let c = 0; c < 3; c++) rgb[at * 3 + c] += share * (soft[at * 3 + c] - rgb[at * 3 + c]);
    });
  }
}

/**
 * Lines of `length` values `step` apart, `count` of them `jump` apart, three channels.
 * @param {Float32Array} data @param {number} length @param {number} count @param {number} step @param {number} jump @param {number} radius
 */
function boxBlur(data, length, count, step, jump, radius) {
  const line = new Float32Array(length);
  const share = 1 / (2 * radius + 1);
  for (let k = 0; k < count; k++) {
    for (let c = 0; c < 3; c++) {
      const start = k * jump + c;
      const value = (/** @type {number} */ i) => data[start + Math.max(0, Math.min(length - 1, i)) * step];
      let sum = 0;
      for (let i = -radius; i <= radius; i++) sum += value(i);
      for (let i = 0; i < length; i++) {
        line[i] = sum * share;
        sum += value(i + radius + 1) - value(i - radius);
      }
      for (let i = 0; i < length; i++) data[start + i * step] = line[i];
    }
  }
}

/** @param {import('./paint.mjs').Block} block @param {import('./artefacts.mjs').Artefact} artefact @param {number} around µm */
function touches(block, artefact, around) {
  const reach = artefact.half + around;
  const xs = artefact.line.map(([x]) => x);
  const ys = artefact.line.map(([, y]) => y);
  const { mpp } = block;
  return (
    Math.min(...xs) - reach < (block.x + block.width) * mpp &&
    Math.max(...xs) + reach > block.x * mpp &&
    Math.min(...ys) - reach < (block.y + block.height) * mpp &&
    Math.max(...ys) + reach > block.y * mpp
  );
}

/**
 * Calls back for every pixel within `around` µm of the artefact.
 * @param {import('./paint.mjs').Block} block @param {import('./artefacts.mjs').Artefact} artefact @param {number} around
 * @param {(at: number, distance: number) => void} see
 */
function eachPixel(block, artefact, around, see) {
  if (!touches(block, artefact, around)) return;
  const { mpp, width, height } = block;
  const reach = (artefact.half + around) / mpp + 1;
  const xs = artefact.line.map(([x]) => x / mpp - block.x);
  const ys = artefact.line.map(([, y]) => y / mpp - block.y);
  const left = Math.max(0, Math.floor(Math.min(...xs) - reach));
  const right = Math.min(width - 1, Math.ceil(Math.max(...xs) + reach));
  const top = Math.max(0, Math.floor(Math.min(...ys) - reach));
  const bottom = Math.min(height - 1, Math.ceil(Math.max(...ys) + reach));
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const distance = distanceTo(artefact, (block.x + x) * mpp, (block.y + y) * mpp);
      if (distance < around) see(y * width + x, distance);
    }
  }
}
