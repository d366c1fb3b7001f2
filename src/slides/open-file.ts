import { type FileHandle, open } from 'node:fs/promises';
import { TesseraError } from '../domain/errors.js';

/** Opens a file for reading, or `unreadable` with the reason. */
export async function openForReading(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? '';
    throw new TesseraError('unreadable', REASONS[code] ?? 'The file cannot be read.', {
      cause,
      details: { code },
    });
  }
}

/** Reads as many bytes as there are, up to `length`, from `position`. */
export async function readUpTo(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(bytes, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'There is no such file.',
  EACCES: 'The file may not be read: permission denied.',
  EPERM: 'The file may not be read: permission denied.',
  EISDIR: 'The path is a folder, not a file.',
  EMFILE: 'The file cannot be opened: too many files are open.',
};
