import { material, roughOutline } from '../blob.mjs';

/**
 * How the nuclei of one kind of cell look; lengths in µm.
 *
 * @typedef {object} NucleusLook
 * @property {string} cell class in the truth: tumour, epithelium, lymphocyte, fibroblast, endothelium
 * @property {number} size mean radius
 * @property {number} spread log-normal sd of the radius: pleomorphism
 * @property {number} long length over width
 * @property {number} rough irregularity of the outline
 * @property {number} dark haematoxylin
 * @property {number} texture chromatin, 0-1
 * @property {number} clear 0 = even, 1 = bright centre with a dark rim (vesicular)
 * @property {number} nucleolus share with a nucleolus
 */

/** @type {WeakMap<NucleusLook, import('../blob.mjs').Material[]>} */
const materials = new WeakMap();

/**
 * A nucleus as a blob; 14 corners.
 *
 * @param {import('../random.mjs').Random} random @param {NucleusLook} look
 * @param {number} x µm @param {number} y µm @param {number} angle radians @param {number} [scale] of the radius
 * @returns {import('../blob.mjs').Blob}
 */
export function makeNucleus(random, look, x, y, angle, scale = 1) {
  const radius = random.logNormal(look.size, look.spread) * scale;
  const long = Math.sqrt(Math.max(1, look.long * (1 + 0.14 * random.normal())));
  return {
    x,
    y,
    a: radius * long,
    b: radius / long,
    angle,
    radii: roughOutline(random, 14, look.rough),
    material: random.pick(materialsOf(look)),
    seed: Math.floor(random.next() * 4294967296),
    cell: look.cell,
  };
}

/**
 * Adds a nucleus and perhaps its nucleolus.
 * @param {import('../scene.mjs').Scene} scene @param {import('../random.mjs').Random} random
 * @param {NucleusLook} look @param {number} x @param {number} y @param {number} angle @param {number} [scale]
 */
export function addNucleus(scene, random, look, x, y, angle, scale = 1) {
  const nucleus = makeNucleus(random, look, x, y, angle, scale);
  if (!scene.addNucleus(nucleus) || !random.chance(look.nucleolus)) return;
  const side = 0.22 * Math.min(nucleus.a, nucleus.b);
  scene.addDetail({
    ...nucleus,
    x: x + random.normal() * side * 0.7,
    y: y + random.normal() * side * 0.7,
    a: side,
    b: side,
    radii: roughOutline(random, 8, 0.05),
    material: NUCLEOLUS,
    cell: undefined,
  });
}

const NUCLEOLUS = material([[0, 1.75, 0.35]], { cover: 0.9 });

/** Six shades of one look. @param {NucleusLook} look */
function materialsOf(look) {
  const known = materials.get(look);
  if (known) return known;
  const shades = [0.72, 0.86, 0.96, 1.05, 1.16, 1.3].map((shade) => {
    const dark = look.dark * shade;
    const centre = dark * (1 - 0.55 * look.clear);
    return material(
      [
        [0, centre, 0.2],
        [0.62, centre * 1.04, 0.2],
        [0.86, dark * (1 + 0.22 * look.clear), 0.22],
        [1, dark * (1 + 0.1 * look.clear), 0.28],
      ],
      { grain: 'fine', hNoise: 0.34 * look.texture, eNoise: 0.15, cover: 0.94 },
    );
  });
  materials.set(look, shades);
  return shades;
}
