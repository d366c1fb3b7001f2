import { endianness } from 'node:os';

// Numbers in blobs are little-endian, which is how every machine that Node 20 supports with our native parts
// (x64, arm64) holds them: no byte is swapped.
if (endianness() !== 'LE')
  throw new Error('Tessera stores vectors little-endian and runs on such machines only');

/** The bytes of an array, not copied. */
export function bytesOf(array: Uint16Array | Uint32Array): Buffer {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength);
}

/** float16 bits of a blob; copied only when the blob does not lie on an even address. */
export function toUint16(blob: Uint8Array): Uint16Array {
  const whole = blob.byteOffset % 2 === 0 ? blob : Uint8Array.from(blob);
  return new Uint16Array(whole.buffer, whole.byteOffset, whole.byteLength / 2);
}

export function toUint32(blob: Uint8Array): Uint32Array {
  const whole = blob.byteOffset % 4 === 0 ? blob : Uint8Array.from(blob);
  return new Uint32Array(whole.buffer, whole.byteOffset, whole.byteLength / 4);
}
