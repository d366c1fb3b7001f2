/** RRR… GGG… BBB… to RGBRGB… */
export function interleave(planes: Uint8Array): Uint8Array {
  const count = Math.floor(planes.length / 3);
  const pixels = new Uint8Array(count * 3);
  for (let index = 0; index < count; index++) {
    pixels[index * 3] = planes[index]!;
    pixels[index * 3 + 1] = planes[count + index]!;
    pixels[index * 3 + 2] = planes[2 * count + index]!;
  }
  return pixels;
}

/** Full-range YCbCr to RGB, as JFIF and DICOM (PS3.3 C.7.6.3.1.2, YBR_FULL) define it. */
export function ybrToRgb(ybr: Uint8Array): Uint8Array {
  // A clamped array rounds and limits to 0..255 by itself.
  const rgb = new Uint8ClampedArray(ybr.length);
  for (let at = 0; at + 2 < ybr.length; at += 3) {
    const y = ybr[at]!;
    const cb = ybr[at + 1]! - 128;
    const cr = ybr[at + 2]! - 128;
    rgb[at] = y + 1.402 * cr;
    rgb[at + 1] = y - 0.344136 * cb - 0.714136 * cr;
    rgb[at + 2] = y + 1.772 * cb;
  }
  return new Uint8Array(rgb.buffer);
}
