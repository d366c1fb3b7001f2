import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { TesseraError } from '../../domain/errors.js';

/** MIRAX keeps its index here; without it the data folder is worthless. */
const MIRAX_INDEX = 'Slidedat.ini';
/** An index of pictures is a page of text. */
const MAX_INDEX_BYTES = 2 ** 20;

/**
 * Every file a slide is made of, sorted: MIRAX has a folder beside it, Hamamatsu VMS and VMU name theirs.
 * Errors: `missing-companion`, which names what is missing.
 */
export async function findCompanions(path: string): Promise<readonly string[]> {
  const extension = extname(path).toLowerCase();
  if (extension === '.mrxs') return [path, ...(await miraxFiles(path))].sort();
  if (extension === '.vms' || extension === '.vmu') return [path, ...(await indexedFiles(path))].sort();
  return [path];
}

async function miraxFiles(path: string): Promise<string[]> {
  const folder = join(dirname(path), basename(path, extname(path)));
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => undefined);
  if (!entries) throw missing(`${basename(folder)}/`, 'the folder of the same name beside the .mrxs file');
  const names = entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
  if (!names.some((name) => name.toLowerCase() === MIRAX_INDEX.toLowerCase())) {
    throw missing(`${basename(folder)}/${MIRAX_INDEX}`, 'the index of its data folder');
  }
  return names.map((name) => join(folder, name));
}

/** Lines such as `ImageFile(1,0)=name.jpg`; names that lead out of the folder are no companions. */
async function indexedFiles(path: string): Promise<string[]> {
  if (((await stat(path).catch(() => undefined))?.size ?? 0) > MAX_INDEX_BYTES) return [];
  const text = await readFile(path, 'latin1').catch(() => '');
  const named = [...text.matchAll(/^(?:ImageFile|MapFile|OptimisationFile)[^=\r\n]*=(.+)$/gm)];
  const names = named
    .map((match) => match[1]!.trim())
    .filter((name) => name !== '' && basename(name) === name);
  const files = [...new Set(names)].map((name) => join(dirname(path), name));
  for (const file of files) {
    if (!(await stat(file).catch(() => undefined)))
      throw missing(basename(file), 'a file that the slide names');
  }
  return files;
}

function missing(name: string, what: string): TesseraError {
  return new TesseraError('missing-companion', `A part of the slide is missing: ${name}, ${what}.`, {
    hint: 'Copy the slide with everything that belongs to it, then try again.',
    details: { missing: name },
  });
}
