import { expect, test } from 'vitest';
import { flattenOntoWhite } from './flatten.js';

test('opaque stays, transparent is white, half-transparent is half way', () => {
  const rgb = new Uint8Array(12);
  // Premultiplied: half-transparent red is 80 80 00 00.
  flattenOntoWhite(Uint32Array.from([0xff102030, 0x00000000, 0x80800000]), rgb, 3);
  expect([...rgb]).toEqual([0, 0, 0, 0x10, 0x20, 0x30, 255, 255, 255, 255, 127, 127]);
});
