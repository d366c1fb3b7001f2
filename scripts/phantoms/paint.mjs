import { PROFILE_STEPS, reachOf } from './blob.mjs';
import { noiseTexture, TEXEL_UM, TEXTURE_SIDE } from './noise.mjs';

/**
 * Two planes of dye for a rectangle of the slide.
 *
 * @typedef {object} Block
 * @property {number} x left edge in pixels of the slide (at `mpp`) @property {number} y top edge
 * @property {number} width @property {number} height pixels
 * @property {number} mpp µm per pixel
 * @property {Float32Array} h haematoxylin @property {Float32Array} e eosin
 */

/**
 * Paints one blob over a block; parts outside are left out, so that neighbouring blocks fit.
 *
 * @param {Block} block @param {import('./blob.mjs').Blob} blob
 */
export function paintBlob(block, blob) {
  const { width, height, mpp, h, e } = block;
  const { material, radii } = blob;
  const cx = blob.x / mpp - block.x;
  const cy = blob.y / mpp - block.y;
  const reach = reachOf(blob) / mpp + 1;
  const left = Math.max(0, Math.ceil(cx - reach));
  const right = Math.min(width - 1, Math.floor(cx + reach));
  const top = Math.max(0, Math.ceil(cy - reach));
  const bottom = Math.min(height - 1, Math.floor(cy + reach));
  if (left > right || top > bottom) return;

  const texture = noiseTexture(material.grain);
  const wrap = TEXTURE_SIDE - 1;
  const perPixel = mpp / TEXEL_UM;
  const shiftX = (blob.seed & 511) + Math.round(block.x * perPixel);
  const shiftY = ((blob.seed >>> 9) & 511) + Math.round(block.y * perPixel);
  const cosA = (Math.cos(blob.angle) * mpp) / blob.a;
  const sinA = (Math.sin(blob.angle) * mpp) / blob.a;
  const cosB = (Math.cos(blob.angle) * mpp) / blob.b;
  const sinB = (Math.sin(blob.angle) * mpp) / blob.b;
  const corners = radii.length;
  const quarter = corners / 4;
  const thin = Math.min(blob.a, blob.b) / mpp;
  const { hNoise, eNoise, wobble, cover } = material;

  for (let y = top; y <= bottom; y++) {
    const dy = y - cy;
    const textureRow = ((Math.round(y * perPixel) + shiftY) & wrap) * TEXTURE_SIDE;
    for (let x = left; x <= right; x++) {
      const dx = x - cx;
      const u = dx * cosA + dy * sinA;
      const v = dy * cosB - dx * sinB;
      const sum = (u < 0 ? -u : u) + (v < 0 ? -v : v) + 1e-9;
      const p = v / sum;
      const turn = (u < 0 ? 2 - p : p < 0 ? 4 + p : p) * quarter;
      let i = turn | 0;
      const f = turn - i;
      if (i >= corners) i = 0;
      const next = i + 1 < corners ? i + 1 : 0;
      const r = radii[i] * (1 - f) + radii[next] * f;
      let t = Math.sqrt(u * u + v * v) / r;
      let alpha = (1 - t) * r * thin + 0.5;
      if (alpha <= 0) continue;
      alpha = alpha > 1 ? cover : alpha * cover;
      const n = texture[textureRow + ((Math.round(x * perPixel) + shiftX) & wrap)];
      if (wobble !== 0) t += wobble * n;
      const step = t <= 0 ? 0 : t >= 1 ? PROFILE_STEPS - 1 : (t * PROFILE_STEPS) | 0;
      const at = y * width + x;
      h[at] += alpha * (material.h[step] * (1 + hNoise * n) - h[at]);
      e[at] += alpha * (material.e[step] * (1 + eNoise * n) - e[at]);
    }
  }
}
