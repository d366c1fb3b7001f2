import { describe, expect, it } from 'vitest';
import { spread } from './spread.js';

const gaps = (points: readonly { x: number; y: number }[]) =>
  points.flatMap((a, i) => points.slice(i + 1).map((b) => Math.hypot(a.x - b.x, a.y - b.y)));

describe('numbers on tissue', () => {
  it('stay where they are when each can be read', () => {
    const points = [
      { x: 0, y: 0 },
      { x: 30, y: 0 },
      { x: 0, y: 25 },
    ];
    expect(spread(points, 22)).toEqual(points);
  });

  it('give way to each other, as little as it takes', () => {
    const [a, b, far] = spread(
      [
        { x: 100, y: 50 },
        { x: 110, y: 50 },
        { x: 300, y: 50 },
      ],
      22,
    );
    expect(a!.x).toBeCloseTo(94, 0);
    expect(b!.x).toBeCloseTo(116, 0);
    expect([a!.y, b!.y, far]).toEqual([50, 50, { x: 300, y: 50 }]);
  });

  it('come apart even when nine stand on one place, or in a tight grid', () => {
    const heap = Array.from({ length: 9 }, () => ({ x: 200, y: 200 }));
    const grid = Array.from({ length: 9 }, (_, i) => ({
      x: 200 + (i % 3) * 8,
      y: 200 + Math.floor(i / 3) * 8,
    }));
    for (const points of [heap, grid]) {
      expect(Math.min(...gaps(spread(points, 22)))).toBeGreaterThan(20);
      for (const { x, y } of spread(points, 22)) expect(Math.hypot(x - 200, y - 200)).toBeLessThan(80);
    }
  });
});
