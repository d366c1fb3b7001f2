/**
 * Random numbers that are the same on every machine for the same seed (sfc32, seeded by a string).
 *
 * @typedef {{
 *   next(): number,
 *   between(low: number, high: number): number,
 *   whole(low: number, high: number): number,
 *   normal(): number,
 *   logNormal(median: number, sd: number): number,
 *   chance(share: number): boolean,
 *   pick<T>(list: readonly T[]): T,
 *   fork(name: string): Random,
 * }} Random
 */

/**
 * @param {string} seed any text; `fork` gives an independent stream under a longer text
 * @returns {Random}
 */
export function createRandom(seed) {
  const next = sfc32(hash(`${seed}#a`), hash(`${seed}#b`), hash(`${seed}#c`));
  const between = (/** @type {number} */ low, /** @type {number} */ high) => low + (high - low) * next();
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return {
    next,
    between,
    whole: (low, high) => Math.floor(between(low, high + 1)),
    normal,
    logNormal: (median, sd) => median * Math.exp(sd * Math.max(-2.5, Math.min(2.5, normal()))),
    chance: (share) => next() < share,
    pick: (list) => list[Math.floor(next() * list.length)],
    fork: (name) => createRandom(`${seed}/${name}`),
  };
}

/**
 * FNV-1a with a final mix.
 * @param {string} text
 * @returns {number} 32 bits, unsigned
 */
export function hash(text) {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * @param {number} a @param {number} b @param {number} c
 * @returns {() => number} uniform in [0, 1)
 */
function sfc32(a, b, c) {
  let d = 1;
  const step = () => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 4294967296;
  };
  for (let i = 0; i < 15; i++) step();
  return step;
}
