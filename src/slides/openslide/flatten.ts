/**
 * Premultiplied ARGB words to RGB bytes on white: where OpenSlide has no pixels it answers transparent black,
 * and an unscanned part of a slide is glass, which is white.
 */
export function flattenOntoWhite(argb: Uint32Array, rgb: Uint8Array, at: number): void {
  let to = at;
  for (let index = 0; index < argb.length; index++) {
    const word = argb[index]!;
    const white = 255 - (word >>> 24);
    // Premultiplied: a colour is never above its alpha, so that the sum stays within a byte.
    rgb[to] = ((word >>> 16) & 255) + white;
    rgb[to + 1] = ((word >>> 8) & 255) + white;
    rgb[to + 2] = (word & 255) + white;
    to += 3;
  }
}
