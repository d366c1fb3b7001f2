import { decodeFloat16, encodeFloat16 } from '../../dist/domain/float16.js';

/**
 * constants.json keeps the projection as float16 in base64: three digits are enough for it, and the file stays
 * small.
 * @param {import('./model.mjs').Constants & { tiles: number }} constants
 */
export function writeConstants({ tiles, mean, sd, centre, projection }) {
  const digits = (/** @type {ArrayLike<number>} */ values) =>
    Array.from(values, (v) => Number(v.toPrecision(6)));
  const half = encodeFloat16(Float32Array.from(projection));
  const base64 = Buffer.from(half.buffer, half.byteOffset, half.byteLength).toString('base64');
  return `${JSON.stringify({ tiles, mean: digits(mean), sd: digits(sd), centre: digits(centre), projection: base64 })}\n`;
}

/** @returns {import('./model.mjs').Constants & { tiles: number }} */
export function readConstants(/** @type {string} */ text) {
  const { projection, ...rest } = JSON.parse(text);
  const bytes = Uint8Array.from(Buffer.from(projection, 'base64'));
  return { ...rest, projection: decodeFloat16(new Uint16Array(bytes.buffer)) };
}
