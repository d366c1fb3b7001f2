import type { Level, Rgb, SlideInfo } from '../../src/domain/slides.js';
import type { LevelSource } from '../../src/slides/port.js';

/** A colour at any place of a slide, in level-0 pixels: what made slides show, and what tests expect of them. */
export type Pattern = (x: number, y: number) => readonly [number, number, number];

/** Soft waves of three lengths: no edge that a lossy codec or a resampling would ring at. */
export const waves: Pattern = (x, y) => [
  150 + 80 * Math.sin(x / 23) * Math.cos(y / 31),
  140 + 70 * Math.sin((x + 2 * y) / 37),
  160 + 60 * Math.cos((2 * x - y) / 41),
];

/** Paints width × height pixels, each `scale` level-0 pixels wide, sampled at its middle. */
export function paint(pattern: Pattern, width: number, height: number, scale = 1): Rgb {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const colour = pattern((x + 0.5) * scale - 0.5, (y + 0.5) * scale - 0.5);
      for (let channel = 0; channel < 3; channel++) {
        data[(y * width + x) * 3 + channel] = Math.round(colour[channel] as number);
      }
    }
  }
  return { width, height, data };
}

export function pixelAt(picture: Rgb, x: number, y: number): [number, number, number] {
  const at = (y * picture.width + x) * 3;
  const [red = -1, green = -1, blue = -1] = picture.data.subarray(at, at + 3);
  return [red, green, blue];
}

/** A slide in memory with a level per downsample, each rounded down unless told otherwise. */
export function madeSource(
  pattern: Pattern,
  width: number,
  height: number,
  downsamples: readonly number[] = [1],
  round: (side: number) => number = Math.floor,
): LevelSource & { readonly levelsRead: number[] } {
  const pictures = downsamples.map((scale) =>
    paint(pattern, Math.max(1, round(width / scale)), Math.max(1, round(height / scale)), scale),
  );
  const levels: Level[] = pictures.map((picture) => ({
    width: picture.width,
    height: picture.height,
    downsample: (width / picture.width + height / picture.height) / 2,
  }));
  const info: SlideInfo = {
    format: 'made',
    width,
    height,
    levels,
    mpp: 0.5,
    mppSource: 'user',
    scanner: undefined,
  };
  const levelsRead: number[] = [];
  return {
    info,
    files: ['made'],
    levelsRead,
    async readLevel(index, box) {
      levelsRead.push(index);
      const picture = pictures[index] as Rgb;
      if (box.x < 0 || box.y < 0) throw new Error('read beyond the left or upper edge');
      if (box.x + box.width > picture.width || box.y + box.height > picture.height) {
        throw new Error('read beyond the right or lower edge');
      }
      return cut(picture, box.x, box.y, box.width, box.height);
    },
    async close() {},
  };
}

function cut(picture: Rgb, left: number, top: number, width: number, height: number): Rgb {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const from = ((top + y) * picture.width + left) * 3;
    data.set(picture.data.subarray(from, from + width * 3), y * width * 3);
  }
  return { width, height, data };
}
