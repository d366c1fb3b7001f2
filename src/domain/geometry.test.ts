import { describe, expect, it } from 'vitest';
import type { Box, Polygon } from './geometry.js';
import {
  boxEncloses,
  boxesOverlap,
  clipBox,
  pointInPolygon,
  polygonArea,
  polygonBounds,
  polygonBoxArea,
  regionArea,
  regionBounds,
} from './geometry.js';
import { createRng } from './rng.js';

const points = (text: string): Polygon =>
  text.split(' ').map((pair) => {
    const [x, y] = pair.split(',').map(Number);
    return { x: x!, y: y! };
  });

/** A U, 10 × 10 with a notch 4 wide and 8 deep cut from the top: area 100 − 32 = 68. */
const U = points('0,0 3,0 3,8 7,8 7,0 10,0 10,10 0,10');

describe('boxes', () => {
  const box: Box = { x: 2, y: 3, width: 4, height: 5 };

  it('clips to the common part and to nothing when only edges touch', () => {
    expect(clipBox(box, { x: 0, y: 0, width: 5, height: 5 })).toEqual({ x: 2, y: 3, width: 3, height: 2 });
    expect(clipBox(box, { x: 6, y: 3, width: 4, height: 4 })).toBeUndefined();
    expect(clipBox(box, box)).toEqual(box);
  });

  it('encloses itself and not a box one pixel larger', () => {
    expect(boxEncloses(box, box)).toBe(true);
    expect(boxEncloses(box, { ...box, width: 5 })).toBe(false);
  });

  it('overlaps by area only', () => {
    expect(boxesOverlap(box, { x: 5, y: 7, width: 9, height: 9 })).toBe(true);
    expect(boxesOverlap(box, { x: 6, y: 3, width: 1, height: 1 })).toBe(false);
  });
});

describe('polygons', () => {
  it('bounds and area of a concave outline, either winding', () => {
    expect(polygonBounds(U)).toEqual({ x: 0, y: 0, width: 10, height: 10 });
    expect(polygonArea(U)).toBe(68);
    expect(polygonArea([...U].reverse())).toBe(68);
    expect(polygonArea([])).toBe(0);
    expect(regionArea(U)).toBe(68);
    expect(regionArea({ x: 1, y: 1, width: 2, height: 3 })).toBe(6);
    expect(regionBounds(U)).toEqual(regionBounds({ x: 0, y: 0, width: 10, height: 10 }));
  });

  it('keeps its digits far from the origin', () => {
    const far = points('0,0 0.5,0 0.5,0.5 0,0.5').map(({ x, y }) => ({ x: x + 2 ** 30, y: y + 2 ** 30 }));
    expect(polygonArea(far)).toBe(0.25);
  });

  it('tells inside from outside, in the notch as well', () => {
    expect(pointInPolygon({ x: 1, y: 1 }, U)).toBe(true);
    expect(pointInPolygon({ x: 5, y: 1 }, U)).toBe(false);
    expect(pointInPolygon({ x: 5, y: 9 }, U)).toBe(true);
    expect(pointInPolygon({ x: 11, y: 9 }, U)).toBe(false);
    expect(pointInPolygon({ x: 0, y: 0 }, [])).toBe(false);
  });

  it.each([
    ['the whole', { x: -5, y: -5, width: 20, height: 20 }, 68],
    ['both arms, two separate parts', { x: 0, y: 0, width: 10, height: 5 }, 30],
    ['the notch alone', { x: 3, y: 0, width: 4, height: 8 }, 0],
    ['half an arm and the notch', { x: 2, y: 2, width: 4, height: 4 }, 4],
    ['beside it', { x: 20, y: 0, width: 4, height: 4 }, 0],
  ])('area of the U in %s', (_, box, area) => {
    expect(polygonBoxArea(U, box)).toBeCloseTo(area, 12);
  });

  it('agrees with counting points on random stars', () => {
    const rng = createRng(7);
    for (let round = 0; round < 20; round++) {
      const corners = 3 + Math.floor(rng() * 12);
      // A star around (50, 50) with one radius per angle never crosses itself.
      const star = Array.from({ length: corners }, (_, i) => {
        const angle = (2 * Math.PI * i) / corners;
        const radius = 5 + 45 * rng();
        return { x: 50 + radius * Math.cos(angle), y: 50 + radius * Math.sin(angle) };
      });
      const box = { x: rng() * 50, y: rng() * 50, width: 10 + rng() * 40, height: 10 + rng() * 40 };
      expect(Math.abs(polygonBoxArea(star, box) - countedArea(star, box))).toBeLessThan(
        0.01 * box.width * box.height,
      );
    }
  });
});

function countedArea(polygon: Polygon, box: Box): number {
  const n = 200;
  let inside = 0;
  for (let i = 0; i < n * n; i++) {
    const x = box.x + (((i % n) + 0.5) * box.width) / n;
    const y = box.y + ((Math.floor(i / n) + 0.5) * box.height) / n;
    if (pointInPolygon({ x, y }, polygon)) inside++;
  }
  return (inside / (n * n)) * box.width * box.height;
}
