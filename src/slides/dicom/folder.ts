import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Files of a folder, sorted; pipes and sockets, which would wait for ever, are left out. */
export async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map((entry) => join(folder, entry.name))
    .sort();
}
