import { createRng, drawInt } from '../domain/rng.js';
import type { Rgb } from '../domain/slides.js';

/**
 * A made-up stained picture, the same on every machine: dark round spots of several sizes on a pink, wavy
 * ground with a bright hole. It is drawn with whole numbers only, so that reference vectors
 * can be compared between computers. It stands for no tissue.
 *
 * @param seed positive integer; another seed, another picture
 * @param sidePx side of the square
 */
export function referenceTile(seed: number, sidePx: number): Rgb {
  const rng = createRng(seed);
  const random = (below: number) => drawInt(rng, below);
  const spots = Array.from({ length: 40 }, () => ({
    x: random(sidePx),
    y: random(sidePx),
    radius: 2 + random(Math.max(2, sidePx >> 5)),
  }));
  const hole = { x: random(sidePx), y: random(sidePx), radius: sidePx >> 3 };
  const slant = 1 + random(4);
  const data = new Uint8Array(sidePx * sidePx * 3);
  for (let y = 0; y < sidePx; y += 1) {
    for (let x = 0; x < sidePx; x += 1) {
      const grain = random(12);
      const wave = triangle(x * slant + y * 3, 64);
      const colour = isInside(hole, x, y)
        ? [240, 238, 241]
        : spots.some((spot) => isInside(spot, x, y))
          ? [92, 60, 140]
          : [222 - (wave >> 1), 150 - wave, 190 - (wave >> 1)];
      const at = (y * sidePx + x) * 3;
      for (let c = 0; c < 3; c += 1) data[at + c] = (colour[c] as number) - grain;
    }
  }
  return { width: sidePx, height: sidePx, data };
}

function isInside(disc: { x: number; y: number; radius: number }, x: number, y: number): boolean {
  return (x - disc.x) ** 2 + (y - disc.y) ** 2 <= disc.radius ** 2;
}

/** A triangle wave from 0 to period / 2. */
function triangle(value: number, period: number): number {
  const phase = value % period;
  return phase < period / 2 ? phase : period - phase;
}
