import { describe, expect, it } from 'vitest';
import { magnificationOf, roundLength } from './scale.js';
import { toScreen, toSlide } from './view.js';

describe('the scale of a view', () => {
  it('0.25 µm/px at full resolution is 40×, half of it 20×', () => {
    expect(magnificationOf(0.25, 1)).toBe(40);
    expect(magnificationOf(0.25, 0.5)).toBe(20);
  });

  it('the bar has a round length and fits', () => {
    for (const zoom of [0.003, 0.07, 0.4, 1, 3.7]) {
      const { um, px } = roundLength(0.25, zoom, 140);
      expect([1, 2, 5]).toContain(Number((um / 10 ** Math.floor(Math.log10(um) + 1e-9)).toFixed(6)));
      expect(px).toBeLessThanOrEqual(140);
      expect(px).toBeGreaterThan(50);
    }
  });

  it('screen and slide are each other’s way back, also turned', () => {
    const angle = 0.6;
    const [cos, sin] = [2 * Math.cos(angle), 2 * Math.sin(angle)];
    const matrix = { a: cos, b: sin, c: -sin, d: cos, e: 30, f: -12 };
    const back = toSlide(matrix, toScreen(matrix, { x: 123, y: 45 }));
    expect(back.x).toBeCloseTo(123);
    expect(back.y).toBeCloseTo(45);
  });
});
