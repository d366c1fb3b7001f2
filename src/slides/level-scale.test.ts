import { describe, expect, it } from 'vitest';
import { scaleLevels } from './level-scale.js';

function scaleOf(slide: [number, number], level: [number, number]): [number, number] {
  const [width, height] = slide;
  const levels = [{ width: level[0], height: level[1], downsample: 0 }];
  const { scaleX, scaleY } = scaleLevels({ width, height, levels })[0]!;
  return [scaleX, scaleY];
}

describe('scaleLevels', () => {
  it.each([
    { slide: [2220, 2967], level: [2220, 2967], scale: 1 },
    { slide: [2220, 2967], level: [1110, 1483], scale: 2 },
    { slide: [2220, 2967], level: [1110, 1484], scale: 2 },
    { slide: [4443, 3567], level: [2221, 1783], scale: 2 },
    { slide: [300, 250], level: [37, 31], scale: 8 },
    { slide: [900, 600], level: [300, 200], scale: 3 },
    { slide: [2220, 2967], level: [1, 1], scale: 2048 },
  ] as const)('$level of $slide was made at $scale', ({ slide, level, scale }) => {
    expect(scaleOf([...slide], [...level])).toEqual([scale, scale]);
  });

  it('keeps the ratio of each side where no integer explains both', () => {
    expect(scaleOf([100_000, 80_000], [49_987, 39_990])).toEqual([100_000 / 49_987, 80_000 / 39_990]);
  });
});
