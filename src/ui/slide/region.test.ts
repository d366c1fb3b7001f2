import { describe, expect, it } from 'vitest';
import { boundsOf, boxOf, clip, simplify } from './region.js';

describe('regions on a slide', () => {
  it('a drag in any direction is the same box', () => {
    const [a, b] = [
      { x: 10, y: 40 },
      { x: 30, y: 20 },
    ];
    expect(boxOf(a, b)).toEqual({ x: 10, y: 20, width: 20, height: 20 });
    expect(boxOf(b, a)).toEqual(boxOf(a, b));
  });

  it('only the part on the slide counts', () => {
    const size = { width: 100, height: 50 };
    expect(clip({ x: -10, y: 40, width: 30, height: 30 }, size)).toEqual({
      x: 0,
      y: 40,
      width: 20,
      height: 10,
    });
    expect(clip({ x: 100, y: 0, width: 5, height: 5 }, size)).toBeUndefined();
  });

  it('a freehand line keeps its corners and loses its trembling', () => {
    const line = Array.from({ length: 101 }, (_, i) => ({ x: i, y: i <= 50 ? 0.1 * (i % 2) : i - 50 }));
    const simple = simplify(line, 0.5);
    expect(simple.length).toBeLessThan(6);
    expect(simple[0]).toEqual(line[0]);
    expect(simple.at(-1)).toEqual(line.at(-1));
    expect(boundsOf(simple)).toEqual(boundsOf(line));
  });
});
