import type { Rgb } from '../../domain/slides.js';

/** For tests: a picture of one colour, to draw on. */
export type Canvas = Rgb & { paint(inside: (x: number, y: number) => boolean, colour: Colour): Canvas };
export type Colour = readonly [red: number, green: number, blue: number];

/**
 * A picture of one colour with the noise of a sensor (deterministic, ±noise grey levels).
 */
export function canvas(width: number, height: number, colour: Colour, noise = 2): Canvas {
  const data = new Uint8Array(width * height * 3);
  let state = 12345;
  const jitter = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return ((state / 4294967296) * 2 - 1) * noise;
  };
  const paint = (inside: (x: number, y: number) => boolean, [r, g, b]: Colour): Canvas => {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        if (!inside(x, y)) continue;
        const at = (y * width + x) * 3;
        data[at] = clamp(r + jitter());
        data[at + 1] = clamp(g + jitter());
        data[at + 2] = clamp(b + jitter());
      }
    }
    return picture;
  };
  const picture: Canvas = { width, height, data, paint };
  return paint(() => true, colour);
}

export function disc(cx: number, cy: number, radius: number): (x: number, y: number) => boolean {
  return (x, y) => (x - cx) ** 2 + (y - cy) ** 2 < radius * radius;
}

/** Colours as they come out of a scanner at low power. */
export const SEEN = {
  glass: [243, 243, 245],
  yellowGlass: [238, 233, 212],
  blueGlass: [226, 236, 242],
  dullGlass: [205, 205, 207],
  stroma: [214, 150, 190],
  paleStroma: [236, 222, 232],
  fat: [240, 230, 238],
  mucin: [214, 214, 236],
  tumour: [150, 105, 175],
  lymphocytes: [92, 70, 140],
  blood: [196, 66, 88],
  dab: [150, 105, 75],
  melanin: [70, 45, 35],
  dirt: [120, 120, 122],
  black: [0, 0, 0],
  blueInk: [35, 60, 165],
  greenInk: [35, 130, 75],
  redInk: [215, 30, 38],
  blackInk: [28, 27, 32],
} as const satisfies Record<string, Colour>;

function clamp(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value)));
}
