import type { Point } from '../server/types.js';

/** Two fingers on the viewer, px. */
export type Grip = { readonly middle: Point; readonly distance: number };

export function gripOf([a, b]: readonly [Point, Point]): Grip {
  return {
    middle: { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 },
    // Fingers that touch each other magnify nothing.
    distance: Math.max(1, Math.hypot(a.x - b.x, a.y - b.y)),
  };
}
