import { describe, expect, it } from 'vitest';
import type { Region } from './region.js';
import { readRegion, writeRegion } from './region-address.js';

const triangle: Region = {
  kind: 'polygon',
  points: [
    { x: 1, y: 2 },
    { x: 30, y: 4 },
    { x: 5, y: 60 },
  ],
};

describe('a region in an address', () => {
  it('comes back as it went', () => {
    const box: Region = { kind: 'box', box: { x: 10, y: 20, width: 300, height: 40 } };
    expect(readRegion(writeRegion(box) ?? '')).toEqual(box);
    expect(readRegion(writeRegion(triangle) ?? '')).toEqual(triangle);
  });

  it('is none when it was cut off, is empty or means nothing', () => {
    for (const text of [
      null,
      '',
      '1,2,3',
      '1,2,3,x',
      '1,2,0,5',
      '1,2,-3,5',
      '1,2;3,4',
      '1,2;3,4;5,',
      'a;b;c',
    ]) {
      expect(readRegion(text), String(text)).toBeUndefined();
    }
  });

  it('leaves out outlines that are too long for an address', () => {
    const points = Array.from({ length: 81 }, (_, i) => ({ x: i, y: i * i }));
    expect(writeRegion({ kind: 'polygon', points })).toBeUndefined();
  });
});
