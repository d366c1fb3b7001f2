import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { ModelFile } from '../domain/models.js';

/** SHA-256 of a file of any size, read piece by piece. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(piece as Buffer);
  return hash.digest('hex');
}

/** SHA-256 of a model of several files: of the list of their names and hashes, as for slides of several files. */
export function hashOfFiles(files: readonly ModelFile[]): string {
  const list = createHash('sha256');
  for (const { file, sha256 } of files) list.update(`${file}\0${sha256}\n`);
  return list.digest('hex');
}
