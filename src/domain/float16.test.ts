import { describe, expect, it } from 'vitest';
import { areFiniteFloat16, decodeFloat16, encodeFloat16 } from './float16.js';

const encode = (...values: number[]) => Array.from(encodeFloat16(Float32Array.from(values)));
const decode = (...bits: number[]) => Array.from(decodeFloat16(Uint16Array.from(bits)));

describe('float16', () => {
  it('knows the values of the standard', () => {
    expect(decode(0x3c00, 0xc000, 0x7bff, 0x0400, 0x03ff, 0x0001)).toEqual([
      1,
      -2,
      65_504,
      2 ** -14,
      2 ** -14 - 2 ** -24,
      2 ** -24,
    ]);
    expect(encode(1, -2, 65_504, 2 ** -14, 2 ** -24, 0)).toEqual([0x3c00, 0xc000, 0x7bff, 0x0400, 1, 0]);
  });

  it('gives every finite pattern back', () => {
    const all = Uint16Array.from({ length: 65_536 }, (_, bits) => bits);
    const again = encodeFloat16(decodeFloat16(all));
    for (let bits = 0; bits < 65_536; bits++) {
      const isNaNPattern = (bits & 0x7fff) > 0x7c00;
      expect(again[bits]).toBe(isNaNPattern ? 0x7e00 : bits);
    }
  });

  it('rounds to the nearest, ties to even, also where the step changes', () => {
    const all = Uint16Array.from({ length: 0x7c00 }, (_, bits) => bits);
    const values = decodeFloat16(all);
    for (let bits = 0; bits + 1 < 0x7c00; bits++) {
      const middle = (values[bits]! + values[bits + 1]!) / 2;
      const even = bits % 2 === 0 ? bits : bits + 1;
      const nudge = middle * 2 ** -22;
      expect(encode(middle, -middle, middle - nudge, middle + nudge)).toEqual([
        even,
        even | 0x8000,
        bits,
        bits + 1,
      ]);
    }
  });

  it('overflows to infinity from 65,520 on, and vanishes below 2⁻²⁵', () => {
    expect(encode(65_519.996, 65_520, 1e30, -1e30)).toEqual([0x7bff, 0x7c00, 0x7c00, 0xfc00]);
    expect(encode(2 ** -25, 2 ** -25 * 1.0001, -(2 ** -26), 1e-45, -0)).toEqual([0, 1, 0x8000, 0, 0x8000]);
  });

  it('keeps infinities and NaN, and tells them from finite values', () => {
    expect(encode(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN)).toEqual([
      0x7c00, 0xfc00, 0x7e00,
    ]);
    expect(decode(0x7c00, 0xfc00)).toEqual([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
    expect(decode(0x7e01)[0]).toBeNaN();
    expect(areFiniteFloat16(Uint16Array.of(0, 0x7bff, 0xfbff))).toBe(true);
    expect(areFiniteFloat16(Uint16Array.of(0, 0x7c00))).toBe(false);
    expect(areFiniteFloat16(Uint16Array.of(0xfe00))).toBe(false);
  });

  it('writes into the array it is given, also from a view', () => {
    const source = Float32Array.of(9, 1, 2).subarray(1);
    const out = new Uint16Array(2);
    expect(encodeFloat16(source, out)).toBe(out);
    expect(Array.from(decodeFloat16(out))).toEqual([1, 2]);
  });
});
