/**
 * float32 → float16 bits (IEEE 754 binary16), rounded to nearest, ties to even.
 * Beyond 65,504 (from 65,520 on) ±Infinity; NaN becomes 0x7e00; the sign of zero is kept.
 * Writes into `out` when given (at least as long as `values`), else into a new array.
 */
export function encodeFloat16(
  values: Float32Array,
  out: Uint16Array = new Uint16Array(values.length),
): Uint16Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  for (let i = 0; i < bits.length; i++) out[i] = halfOf(bits[i]!);
  return out;
}

/** float16 bits → float32, exact. Writes into `out` when given, else into a new array. */
export function decodeFloat16(
  bits: Uint16Array,
  out: Float32Array = new Float32Array(bits.length),
): Float32Array {
  for (let i = 0; i < bits.length; i++) out[i] = FLOAT_OF_HALF[bits[i]!]!;
  return out;
}

/** True when none of the float16 bit patterns is an infinity or a NaN. */
export function areFiniteFloat16(bits: Uint16Array): boolean {
  for (let i = 0; i < bits.length; i++) if ((bits[i]! & 0x7c00) === 0x7c00) return false;
  return true;
}

/**
 * One value per sign and exponent of float32: what the half starts from, and by how many bits the mantissa
 * (with its leading 1) moves right. A rounding carry runs on into the exponent, which is what IEEE asks.
 */
const BASE = new Uint16Array(512);
const SHIFT = new Uint8Array(512);
for (let exponent = 0; exponent < 256; exponent++) {
  const [base, shift] = halfStep(exponent);
  BASE[exponent] = base;
  BASE[exponent | 0x100] = base | 0x8000;
  SHIFT[exponent] = shift;
  SHIFT[exponent | 0x100] = shift;
}

function halfStep(exponent: number): readonly [base: number, shift: number] {
  // Below half of the smallest half (2⁻²⁴): nothing of the mantissa is left.
  if (exponent < 102) return [0, 31];
  // Subnormal halves: multiples of 2⁻²⁴.
  if (exponent < 113) return [0, 126 - exponent];
  // Normal halves; the leading 1 of the mantissa adds the 2¹⁰ that the base leaves out.
  if (exponent < 143) return [(exponent - 113) << 10, 13];
  return [0x7c00, 31];
}

function halfOf(bits: number): number {
  if ((bits & 0x7fffffff) > 0x7f800000) return 0x7e00;
  const step = bits >>> 23;
  const shift = SHIFT[step]!;
  const mantissa = (bits & 0x7fffff) | 0x800000;
  const tieToEven = (1 << (shift - 1)) - 1 + ((mantissa >>> shift) & 1);
  return BASE[step]! + ((mantissa + tieToEven) >>> shift);
}

/** All 65,536 values: 256 KB, and a decode is one look-up. */
const FLOAT_OF_HALF = new Float32Array(65_536);
for (let bits = 0; bits < 65_536; bits++) FLOAT_OF_HALF[bits] = floatOf(bits);

function floatOf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const mantissa = bits & 0x3ff;
  if (exponent === 0x1f) return mantissa === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return sign * mantissa * 2 ** -24;
  return sign * (1024 + mantissa) * 2 ** (exponent - 25);
}
