import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { TileAnswer, TileRequest } from '../../domain/tile-tasks.js';
import { readerFor } from './open-slides.js';

/** Says what a slide is; with `hash` also its identity. */
export async function inspectSlide({ source, hash }: TileRequest<'inspect'>): Promise<TileAnswer<'inspect'>> {
  const reader = await readerFor(source);
  const sizes = await Promise.all(reader.files.map(async (file) => (await stat(file)).size));
  return {
    info: reader.info,
    sha256: hash ? await hashFiles(reader.files) : undefined,
    bytes: sizes.reduce((sum, size) => sum + size, 0),
  };
}

/** SHA-256 of the file; of several files, of the list of their names and hashes. */
async function hashFiles(files: readonly string[]): Promise<string> {
  if (files.length === 1) return hashFile(files[0] as string);
  const list = createHash('sha256');
  for (const file of files) list.update(`${basename(file)}\0${await hashFile(file)}\n`);
  return list.digest('hex');
}

async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
