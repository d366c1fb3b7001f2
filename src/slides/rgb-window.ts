import sharp from 'sharp';
import { type Box, clipBox, type Size } from '../domain/geometry.js';
import type { Rgb } from '../domain/slides.js';
import type { AxisPlan } from './resample-plan.js';

/** Resizes a window with Lanczos-3 (in libvips) and cuts the wanted output out of it. */
export async function resizeWindow(window: Rgb, x: AxisPlan, y: AxisPlan, size: Size): Promise<Rgb> {
  const data = await sharp(window.data, {
    raw: { width: window.width, height: window.height, channels: 3 },
    limitInputPixels: false,
  })
    .resize(x.resized, y.resized, { fit: 'fill', kernel: 'lanczos3' })
    .extract({ left: x.crop, top: y.crop, width: size.width, height: size.height })
    .raw()
    .toBuffer();
  return { width: size.width, height: size.height, data };
}

/** Extends pixels of the box `inside` to the whole `window` by repeating the outermost ones. */
export function padToWindow(pixels: Rgb, inside: Box, window: Box): Rgb {
  if (inside.width === window.width && inside.height === window.height) return pixels;
  const data = new Uint8Array(window.width * window.height * 3);
  const left = inside.x - window.x;
  for (let y = 0; y < window.height; y++) {
    const row = Math.min(Math.max(window.y + y - inside.y, 0), inside.height - 1);
    const from = pixels.data.subarray(row * inside.width * 3, (row + 1) * inside.width * 3);
    const to = data.subarray(y * window.width * 3, (y + 1) * window.width * 3);
    repeatPixel(to, 0, left, from, 0);
    to.set(from, left * 3);
    repeatPixel(to, left + inside.width, window.width, from, inside.width - 1);
  }
  return { width: window.width, height: window.height, data };
}

/** Cuts a box out of a picture in memory. */
export function cropRgb(picture: Rgb, box: Box): Rgb {
  const data = new Uint8Array(box.width * box.height * 3);
  for (let y = 0; y < box.height; y++) {
    const from = ((box.y + y) * picture.width + box.x) * 3;
    data.set(picture.data.subarray(from, from + box.width * 3), y * box.width * 3);
  }
  return { width: box.width, height: box.height, data };
}

/** Copies into `region`, which covers `box`, the part of a tile, which covers `area`, that they share. */
export function copyInto(region: Rgb, box: Box, tile: Rgb, area: Box): void {
  const shared = clipBox(box, area);
  if (!shared) return;
  for (let y = shared.y; y < shared.y + shared.height; y++) {
    const from = ((y - area.y) * area.width + shared.x - area.x) * 3;
    const to = ((y - box.y) * box.width + shared.x - box.x) * 3;
    region.data.set(tile.data.subarray(from, from + shared.width * 3), to);
  }
}

/** Puts two pictures beside each other (`width`) or one below the other (`height`). */
export function joinHalves(first: Rgb, second: Rgb, along: 'width' | 'height'): Rgb {
  const width = along === 'width' ? first.width + second.width : first.width;
  const height = along === 'height' ? first.height + second.height : first.height;
  const data = new Uint8Array(width * height * 3);
  if (along === 'height') {
    data.set(first.data);
    data.set(second.data, first.data.length);
    return { width, height, data };
  }
  for (let y = 0; y < height; y++) {
    data.set(first.data.subarray(y * first.width * 3, (y + 1) * first.width * 3), y * width * 3);
    const row = second.data.subarray(y * second.width * 3, (y + 1) * second.width * 3);
    data.set(row, (y * width + first.width) * 3);
  }
  return { width, height, data };
}

function repeatPixel(row: Uint8Array, from: number, to: number, source: Uint8Array, pixel: number): void {
  for (let x = from; x < to; x++) {
    row[x * 3] = source[pixel * 3]!;
    row[x * 3 + 1] = source[pixel * 3 + 1]!;
    row[x * 3 + 2] = source[pixel * 3 + 2]!;
  }
}
