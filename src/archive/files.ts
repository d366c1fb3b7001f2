import { realpath, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { TesseraError } from '../domain/errors.js';

/** Size in bytes (of folders 0, whose size means nothing) and time of last change, ms. */
export type FileFacts = { readonly bytes: number; readonly modifiedAt: number };

export async function fileFacts(path: string): Promise<FileFacts> {
  const facts = await stat(path).catch((cause: unknown) => {
    throw cannotOpen(path, cause);
  });
  return { bytes: facts.isDirectory() ? 0 : facts.size, modifiedAt: Math.round(facts.mtimeMs) };
}

/** The one path of a file, links resolved, so that it is recognised whichever way it is named. */
export async function realPath(path: string): Promise<string> {
  return realpath(resolve(path)).catch((cause: unknown) => {
    throw cannotOpen(path, cause);
  });
}

export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function cannotOpen(path: string, cause: unknown): TesseraError {
  return new TesseraError('unreadable', `“${basename(path)}” cannot be opened.`, {
    hint: 'Check that the file is there and that this user may read it.',
    cause,
  });
}

/** The name under which a person knows a path. */
export function fileName(path: string): string {
  return basename(path);
}
