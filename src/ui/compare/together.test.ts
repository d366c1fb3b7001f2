import { describe, expect, it } from 'vitest';
import { carry, placeFor, sightOf } from './together.js';

const at20 = { at: { x: 1000, y: 500 }, mpp: 0.5 };
const at40 = { at: { x: 200, y: 300 }, mpp: 0.25 };

describe('slides that move together', () => {
  it('show the same µm around their own regions, at the same scale', () => {
    const frame = {
      matrix: { a: 1, b: 0, c: 0, d: 1, e: 0, f: 0 },
      zoom: 2,
      rotation: 90,
      centre: { x: 1040, y: 480 },
      size: { width: 400, height: 300 },
    };
    const sight = sightOf(frame, at20);
    expect(sight).toEqual({ dxUm: 20, dyUm: -10, umPerPx: 0.25, rotation: 90 });
    expect(placeFor(sight, at40)).toEqual({ centre: { x: 280, y: 260 }, zoom: 1 });
    expect(placeFor(sight, at20)).toEqual({ centre: frame.centre, zoom: 2 });
  });

  it('a pointer is carried over in µm', () => {
    expect(carry({ x: 1010, y: 500 }, at20, at40)).toEqual({ x: 220, y: 300 });
  });
});
