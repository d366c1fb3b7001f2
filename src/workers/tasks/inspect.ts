import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { TesseraError } from '../../domain/errors.js';
import type { TileAnswer, TileRequest } from '../../domain/tile-tasks.js';
import { stampSlide } from '../../slides/stamps.js';
import { readerFor } from './open-slides.js';

/** Says what a slide is and how its files are; with `hash` also its identity. */
export async function inspectSlide({ source, hash }: TileRequest<'inspect'>): Promise<TileAnswer<'inspect'>> {
  const reader = await readerFor(source);
  const stamps = await stampSlide(source.path, reader);
  if (!hash) return { info: reader.info, sha256: undefined, stamps };
  const sha256 = await hashFiles(reader.files);
  const { files } = await stampSlide(source.path, reader);
  if (!isDeepStrictEqual(files, stamps.files)) throw stillWritten();
  return { info: reader.info, sha256, stamps };
}

/** The hash would be of a file that nobody ever had, and the pixels of its first part. */
function stillWritten(): TesseraError {
  return new TesseraError('unreadable', 'The file changed while it was read: it is still being written.', {
    hint: 'Ingest it again when it has been copied whole.',
  });
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
