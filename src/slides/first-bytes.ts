import { open } from 'node:fs/promises';

/** The first bytes of a file, fewer where it is shorter; empty for a folder or a file that cannot be read. */
export async function firstBytes(path: string, count: number): Promise<Uint8Array> {
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(new Uint8Array(count), 0, count, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch {
    // Detection never fails for a strange file: what cannot be read is recognised by nobody, and `open` says why.
    return new Uint8Array(0);
  }
}

/** True where the bytes start with this pattern. */
export function startsWith(bytes: Uint8Array, pattern: readonly number[]): boolean {
  return bytes.length >= pattern.length && pattern.every((byte, index) => bytes[index] === byte);
}
