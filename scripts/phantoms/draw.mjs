import { mapGround, paintGround } from './base.mjs';
import { reachOf } from './blob.mjs';
import { paintBlob } from './paint.mjs';
import { blurLens, expose, readOut } from './scan.mjs';
import { defocus, foldTissue, MARGIN_PX, shadeLight } from './spoil.mjs';

/** Side of the blocks a slide is drawn in; even, so that the ground at half resolution meets its neighbours. */
const BLOCK_PX = 512;

/**
 * Draws a whole scene block by block: memory is the finished picture and one block.
 *
 * @param {import('./scene.mjs').Scene} scene
 * @param {object} options
 * @param {number} options.mpp µm per pixel
 * @param {import('./sites.mjs').Site} options.site
 * @param {readonly import('./artefacts.mjs').Artefact[]} options.artefacts
 * @param {{ left: number, top: number, width: number, height: number }} [options.window] part of the scene, pixels; left and top even
 * @returns {{ width: number, height: number, data: Uint8Array }} 8-bit interleaved RGB
 */
export function drawScene(scene, { mpp, site, artefacts, window }) {
  const whole = {
    left: 0,
    top: 0,
    width: Math.round(scene.widthUm / mpp),
    height: Math.round(scene.heightUm / mpp),
  };
  const { left, top, width, height } = window ?? whole;
  const picture = { left, top, width, height, data: new Uint8Array(width * height * 3) };
  const ground = mapGround(
    scene,
    scene.regions.patterns.map((pattern) => scene.patterns[pattern].ground),
  );
  const inBlock = sortByBlock(scene.items(), mpp, left, top);
  for (let y = top; y < top + height; y += BLOCK_PX) {
    for (let x = left; x < left + width; x += BLOCK_PX) {
      const block = emptyBlock(
        x,
        y,
        Math.min(BLOCK_PX, left + width - x),
        Math.min(BLOCK_PX, top + height - y),
        mpp,
      );
      paintGround(block, ground);
      for (const blob of inBlock(x - left, y - top)) paintBlob(block, blob);
      foldTissue(block, artefacts);
      const rgb = expose(block, site);
      shadeLight(rgb, block, artefacts);
      defocus(rgb, block, artefacts);
      blurLens(rgb, block.width, block.height, site.blurPx);
      readOut(rgb, block, MARGIN_PX, site.noise, picture);
    }
  }
  return { width, height, data: picture.data };
}

/** @param {number} x @param {number} y @param {number} width @param {number} height @param {number} mpp @returns {import('./paint.mjs').Block} */
function emptyBlock(x, y, width, height, mpp) {
  const size = (width + 2 * MARGIN_PX) * (height + 2 * MARGIN_PX);
  return {
    x: x - MARGIN_PX,
    y: y - MARGIN_PX,
    width: width + 2 * MARGIN_PX,
    height: height + 2 * MARGIN_PX,
    mpp,
    h: new Float32Array(size),
    e: new Float32Array(size),
  };
}

/**
 * Blobs by block, in order of drawing.
 * @param {import('./blob.mjs').Blob[]} blobs @param {number} mpp @param {number} left @param {number} top
 * @returns {(x: number, y: number) => readonly import('./blob.mjs').Blob[]}
 */
function sortByBlock(blobs, mpp, left, top) {
  /** @type {Map<number, import('./blob.mjs').Blob[]>} */
  const blocks = new Map();
  for (const blob of blobs) {
    const reach = reachOf(blob) / mpp + MARGIN_PX + 2;
    const index = (/** @type {number} */ um, /** @type {number} */ off) =>
      Math.floor((um / mpp + off) / BLOCK_PX);
    for (let row = Math.max(0, index(blob.y, -reach - top)); row <= index(blob.y, reach - top); row++) {
      for (
        let column = Math.max(0, index(blob.x, -reach - left));
        column <= index(blob.x, reach - left);
        column++
      ) {
        const list = blocks.get(row * 65536 + column);
        if (list) list.push(blob);
        else blocks.set(row * 65536 + column, [blob]);
      }
    }
  }
  return (x, y) => blocks.get((y / BLOCK_PX) * 65536 + x / BLOCK_PX) ?? [];
}
