import { describe, expect, it } from 'vitest';
import { planAxis } from './resample-plan.js';

/** How far the plan's output misses the target at its worse end, in output pixels. */
function phaseError(start: number, length: number, out: number): number {
  const plan = planAxis(start, length, out);
  const perPixel = plan.resized / plan.length;
  const left = (start - plan.start) * perPixel - plan.crop;
  const right = (start + length - plan.start) * perPixel - plan.crop - out;
  expect(plan.crop + out).toBeLessThanOrEqual(plan.resized);
  return Math.max(Math.abs(left), Math.abs(right));
}

describe('planAxis', () => {
  it.each([7 / 6, 1.25, 4 / 3, 1.5, 1.978, 2, 2.004, 2.27, 3, 3.99, 7.92, 31.7, 100])(
    'meets a target at scale %d within a quarter of a pixel',
    (scale) => {
      for (let tile = 0; tile < 200; tile++) {
        expect(phaseError(tile * 224 * scale + (tile % 7) * 0.13, 224 * scale, 224)).toBeLessThan(0.26);
      }
    },
  );

  it('leaves room for the kernel on both sides', () => {
    const { start, length } = planAxis(1000, 448, 224);
    expect(start).toBeLessThanOrEqual(994);
    expect(start + length).toBeGreaterThanOrEqual(1454);
    expect(length).toBeLessThan(448 + 2 * 30);
  });
});
