import { realpathSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { exists } from './files.js';

/** Each upload lies in a folder of its own, under the name it came with; until it is whole, under this one. */
export const PARTIAL_UPLOAD = '.partial';

export function uploadsFolder(dataDir: string): string {
  return join(dataDir, 'uploads');
}

/**
 * Removes an uploaded file with its folder; leaves every file alone that was not uploaded, and the one that
 * `kept` names, whichever way it is written.
 */
export async function dropUpload(dataDir: string, path: string, kept?: string): Promise<void> {
  const name = uploadOf(dataDir, path);
  if (name === undefined || (kept !== undefined && uploadOf(dataDir, kept) === name)) return;
  await rm(join(uploadsFolder(dataDir), name), { recursive: true, force: true });
}

/** Uploads that a crash cut short: nobody waits for them, and they come anew. */
export async function dropBrokenUploads(dataDir: string): Promise<void> {
  const uploads = uploadsFolder(dataDir);
  for (const name of await readdir(uploads).catch((): string[] => [])) {
    const folder = join(uploads, name);
    if (await exists(join(folder, PARTIAL_UPLOAD))) await rm(folder, { recursive: true, force: true });
  }
}

/** Name of the upload's own folder; the data directory may be a link, and the path may lead through it or not. */
function uploadOf(dataDir: string, path: string): string | undefined {
  const uploads = uploadsFolder(dataDir);
  for (const root of [uploads, realOf(uploads)]) {
    const [name, ...rest] = relative(root, resolve(path)).split(sep);
    if (name && name !== '..' && rest.length > 0) return name;
  }
  return undefined;
}

function realOf(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder; // Nothing was ever uploaded.
  }
}
