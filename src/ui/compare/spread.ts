import type { Point } from '../server/types.js';

const PASSES = 60;
/** Part of an overlap that a pass takes away: in a crowd, whole steps would throw the outermost far out. */
const STEP = 0.6;
/** What is closer than needed by less than this is no overlap, px. */
const NEAR_ENOUGH = 0.5;
/** Turns that never come back to the same direction. */
const GOLDEN = 2.4;

/** Moves points that stand closer than `apart` just so far from each other that all can be read; others stay. */
export function spread(points: readonly Point[], apart: number): Point[] {
  const placed = points.map((point) => ({ ...point }));
  for (let pass = 0; pass < PASSES; pass++) {
    let moved = false;
    for (const [i, a] of placed.entries()) {
      for (const [j, b] of placed.entries()) if (j > i) moved = push(a, b, apart, j * GOLDEN) || moved;
    }
    if (!moved) break;
  }
  return placed;
}

type Movable = { x: number; y: number };

/** Each half of the way. Two on one place part a little, in a direction of their own. */
function push(a: Movable, b: Movable, apart: number, direction: number): boolean {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const distance = Math.hypot(dx, dy);
  if (distance > apart - NEAR_ENOUGH) return false;
  const isOne = distance < 0.01;
  const angle = isOne ? direction : Math.atan2(dy, dx);
  const by = isOne ? 1 : ((apart - distance) / 2) * STEP;
  a.x -= Math.cos(angle) * by;
  a.y -= Math.sin(angle) * by;
  b.x += Math.cos(angle) * by;
  b.y += Math.sin(angle) * by;
  return true;
}
