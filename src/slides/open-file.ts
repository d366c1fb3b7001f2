import { type FileHandle, open } from 'node:fs/promises';
import { TesseraError } from '../domain/errors.js';

/** Opens a file for reading, or `unreadable` with the reason. */
export async function openForReading(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (cause) {
    throw unreadable(cause);
  }
}

/** Reads as many bytes as there are, up to `length`, from `position`; `unreadable` when the disk fails. */
export async function readUpTo(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  let filled = 0;
  try {
    while (filled < length) {
      const { bytesRead } = await handle.read(bytes, filled, length - filled, position + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
  } catch (cause) {
    throw unreadable(cause);
  }
  return bytes.subarray(0, filled);
}

/** The error of a file that the system does not let us read, with the reason where it is known. */
export function unreadable(cause: unknown): TesseraError {
  const code = (cause as NodeJS.ErrnoException).code ?? '';
  return new TesseraError('unreadable', REASONS[code] ?? 'The file cannot be read.', {
    cause,
    details: { code },
  });
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'There is no such file.',
  EACCES: 'The file may not be read: permission denied.',
  EPERM: 'The file may not be read: permission denied.',
  EISDIR: 'The path is a folder, not a file.',
  EMFILE: 'The file cannot be opened: too many files are open.',
};
