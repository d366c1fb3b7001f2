import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { peekTiff } from './tiff-peek.js';

const folder = mkdtempSync(join(tmpdir(), 'tessera-tiff-peek-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A TIFF of one directory: width, then compression. */
function tiff(order: 'II' | 'MM', big: boolean, compression: number): Buffer {
  const bytes = Buffer.alloc(128);
  const put = (at: number, value: number, length: 2 | 4 | 8) => {
    if (length === 8)
      order === 'II' ? bytes.writeBigUInt64LE(BigInt(value), at) : bytes.writeBigUInt64BE(BigInt(value), at);
    else order === 'II' ? bytes.writeUIntLE(value, at, length) : bytes.writeUIntBE(value, at, length);
  };
  bytes.write(order);
  put(2, big ? 43 : 42, 2);
  if (big) put(4, 8, 2);
  put(big ? 8 : 4, 20, big ? 8 : 4);
  put(20, 2, big ? 8 : 2);
  const entry = big ? 20 : 12;
  const first = 20 + (big ? 8 : 2);
  [256, 259].forEach((tag, index) => {
    put(first + index * entry, tag, 2);
    put(first + index * entry + 2, 3, 2);
    put(first + index * entry + 4, 1, big ? 8 : 4);
    put(first + index * entry + (big ? 12 : 8), compression, 2);
  });
  return bytes;
}

async function peek(bytes: Buffer) {
  const path = join(folder, 'file');
  writeFileSync(path, bytes);
  return peekTiff(path);
}

test.each([
  ['II', false],
  ['MM', false],
  ['II', true],
  ['MM', true],
] as const)('%s, BigTIFF %s', async (order, big) => {
  expect(await peek(tiff(order, big, 33005))).toEqual({ compression: 33005, cut: false });
});

test('a file that ends before or inside its directory is cut', async () => {
  expect(await peek(tiff('II', false, 7).subarray(0, 19))).toEqual({ compression: undefined, cut: true });
  expect(await peek(tiff('II', false, 7).subarray(0, 30))).toEqual({ compression: undefined, cut: true });
});

test('garbage is no TIFF, and never an error', async () => {
  expect(await peek(Buffer.from('no TIFF at all'))).toBeUndefined();
  expect(await peek(Buffer.alloc(0))).toBeUndefined();
  expect(await peek(Buffer.concat([Buffer.from('II*\0'), Buffer.alloc(200, 255)]))).toEqual({
    compression: undefined,
    cut: true,
  });
  expect(await peekTiff(folder)).toBeUndefined();
  expect(await peekTiff(join(folder, 'nowhere'))).toBeUndefined();
});
