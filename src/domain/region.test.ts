import { describe, expect, it } from 'vitest';
import { TesseraError } from './errors.js';
import type { Region } from './geometry.js';
import { checkRegion, MAX_POLYGON_POINTS } from './region.js';

const slide = { width: 1000, height: 500 };
const box = (x: number, y: number, width: number, height: number): Region => ({ x, y, width, height });
const ring = (...pairs: [number, number][]): Region => pairs.map(([x, y]) => ({ x, y }));

function refusal(region: Region): TesseraError {
  try {
    checkRegion(region, slide);
  } catch (error) {
    if (error instanceof TesseraError) return error;
    throw error;
  }
  throw new Error('the region was accepted');
}

describe('checkRegion', () => {
  it('passes a box that fills the slide and a concave polygon', () => {
    expect(checkRegion(box(0, 0, 1000, 500), slide)).toEqual(box(0, 0, 1000, 500));
    const notch = ring([0, 0], [100, 0], [50, 50], [100, 100], [0, 100]);
    expect(checkRegion(notch, slide)).toEqual(notch);
  });

  it('drops the closing point and repeated neighbours of a polygon', () => {
    expect(checkRegion(ring([0, 0], [9, 0], [9, 0], [0, 9], [0, 0]), slide)).toEqual(
      ring([9, 0], [0, 9], [0, 0]),
    );
  });

  it('forgives rounding at the edge', () => {
    expect(checkRegion(box(0.1, 0.2, 999.9 + 1e-9, 499.8), slide)).toBeDefined();
  });

  it.each<[string, Region, RegExp]>([
    ['NaN', box(Number.NaN, 0, 1, 1), /NaN,0,1,1 has a value that is not a number/],
    ['infinite width', box(0, 0, Number.POSITIVE_INFINITY, 1), /not a number/],
    ['zero width', box(0, 0, 0, 10), /0 × 10 px/],
    ['negative height', box(10, 10, 5, -5), /5 × -5 px/],
    ['outside', box(2000, 0, 10, 10), /which is 1000 × 500 px/],
    ['partly outside', box(995, 0, 10, 10), /which is 1000 × 500 px/],
    ['above the slide', box(0, -1, 10, 10), /which is 1000 × 500 px/],
    ['polygon with NaN', ring([0, 0], [9, Number.NaN], [0, 9]), /9,NaN has a value/],
    ['polygon partly outside', ring([0, 0], [9, 0], [9, 501]), /9,501 does not lie.*1000 × 500/],
    ['two points', ring([0, 0], [9, 0]), /3 to 2000 points; this one has 2/],
    ['no points', ring(), /has 0/],
    ['one point three times', ring([4, 4], [4, 4], [4, 4]), /has 0/],
    ['a bow tie', ring([0, 0], [10, 10], [10, 0], [0, 10]), /edges that begin at points 1 and 3 meet/],
    ['a line to and fro', ring([0, 0], [10, 0], [5, 0]), /meet/],
    ['an outline that touches itself', ring([0, 0], [10, 0], [10, 10], [5, 0], [0, 10]), /meet/],
  ])('refuses %s', (_, region, message) => {
    const error = refusal(region);
    expect(error.tag).toBe('invalid-input');
    expect(error.message).toMatch(message);
    expect(error.hint).toContain('level-0 pixels');
  });

  it('accepts as many points as the limit and not one more', () => {
    const circle = (n: number) =>
      Array.from({ length: n }, (_, i) => ({
        x: 250 + 240 * Math.cos((2 * Math.PI * i) / n),
        y: 250 + 240 * Math.sin((2 * Math.PI * i) / n),
      }));
    expect(checkRegion(circle(MAX_POLYGON_POINTS), slide)).toHaveLength(MAX_POLYGON_POINTS);
    expect(refusal(circle(MAX_POLYGON_POINTS + 1)).details).toMatchObject({ points: 2001, limit: 2000 });
  });
});
