import { decodeFloat16, encodeFloat16 } from '../../dist/domain/float16.js';

/**
 * constants.json keeps its numbers in base64: float32, and float16 for the projection, for which three digits
 * are enough.
 * @typedef {import('./model.mjs').Constants & { tiles: number, phantoms: number }} StoredConstants
 * @param {StoredConstants} constants
 */
export function writeConstants({ tiles, phantoms, mean, sd, centre, projection }) {
  const stored = {
    tiles,
    phantoms,
    mean: base64(Float32Array.from(mean)),
    sd: base64(Float32Array.from(sd)),
    centre: base64(Float32Array.from(centre)),
    projection: base64(encodeFloat16(Float32Array.from(projection))),
  };
  return `${JSON.stringify(stored, null, 2)}\n`;
}

/** @returns {StoredConstants} */
export function readConstants(/** @type {string} */ text) {
  const { tiles, phantoms, ...stored } = JSON.parse(text);
  const floats = (/** @type {string} */ name) => new Float32Array(bytes(stored[name]));
  return {
    tiles,
    phantoms,
    mean: floats('mean'),
    sd: floats('sd'),
    centre: floats('centre'),
    projection: decodeFloat16(new Uint16Array(bytes(stored.projection))),
  };
}

function base64(/** @type {Float32Array | Uint16Array} */ { buffer, byteOffset, byteLength }) {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
}

/** A buffer of its own: Node's may start at an odd place in a shared one. */
function bytes(/** @type {string} */ text) {
  return Uint8Array.from(Buffer.from(text, 'base64')).buffer;
}
