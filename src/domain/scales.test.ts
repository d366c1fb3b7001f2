import { describe, expect, it } from 'vitest';
import { chooseSpace, usableScales } from './scales.js';

const scales = [0.5, 1, 2, 4].map((mpp) => ({ id: `m@${mpp}`, mpp }));

describe('usableScales', () => {
  it.each([
    [0.25, [0.5, 1, 2, 4]],
    [0.5, [0.5, 1, 2, 4]],
    [0.55, [0.5, 1, 2, 4]],
    [0.56, [1, 2, 4]],
    [1.1, [1, 2, 4]],
    [4.5, []],
  ])('a scan of %d µm/px enters %j', (mpp, expected) => {
    expect(usableScales(mpp, scales).map((scale) => scale.mpp)).toEqual(expected);
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses %d µm/px', (mpp) => {
    expect(() => usableScales(mpp, scales)).toThrow(expect.objectContaining({ tag: 'invalid-input' }));
  });
});

describe('chooseSpace', () => {
  const reversed = [...scales].reverse();

  it('takes the finest that query and archive share', () => {
    expect(chooseSpace(0.25, reversed, ['m@2', 'm@1']).id).toBe('m@1');
    expect(chooseSpace(1.9, reversed, new Set(['m@1', 'm@2', 'm@4'])).id).toBe('m@2');
  });

  it('takes the finest usable one when the archive is empty', () => {
    expect(chooseSpace(0.6, reversed, []).id).toBe('m@1');
    expect(chooseSpace(0.6, reversed, ['another-model@1']).id).toBe('m@1');
  });

  it('refuses a query too coarse for what is archived, with the numbers', () => {
    expect(() => chooseSpace(1.2, scales, ['m@0.5', 'm@1'])).toThrow(
      expect.objectContaining({
        tag: 'too-coarse',
        message: 'The scan has 1.2 µm/px; the scales are 0.5, 1 µm/px.',
        details: { mpp: 1.2, scales: [0.5, 1] },
      }),
    );
    expect(() => chooseSpace(8, scales, [])).toThrow(expect.objectContaining({ tag: 'too-coarse' }));
  });

  it('follows a named space where the query can serve it', () => {
    expect(chooseSpace(0.5, scales, ['m@0.5'], 'm@4').id).toBe('m@4');
    expect(() => chooseSpace(2, scales, [], 'm@1')).toThrow(expect.objectContaining({ tag: 'too-coarse' }));
    expect(() => chooseSpace(2, scales, [], 'm@3')).toThrow(expect.objectContaining({ tag: 'not-found' }));
  });
});
