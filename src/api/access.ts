import { realpathSync } from 'node:fs';
import { relative, resolve } from 'node:path';

/** True when the path, links resolved, lies inside one of the folders. */
export function isInside(path: string, folders: readonly string[]): boolean {
  const real = realOf(path);
  return real !== undefined && folders.some((folder) => contains(realOf(folder), real));
}

function contains(folder: string | undefined, path: string): boolean {
  if (folder === undefined) return false;
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith('../') && !way.startsWith('..\\') && resolve(way) !== way;
}

function realOf(path: string): string | undefined {
  try {
    return realpathSync(resolve(path));
  } catch {
    return undefined;
  }
}
