import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
/** What is made once and kept: drawn slides, archives, graphs. Deleting it loses time only. */
export const CACHE = join(ROOT, 'bench', '.cache');
const BUILT = join(CACHE, 'built');
export const MODELS = join(BUILT, 'models');

/** Measures work on a copy of dist/ and models/: a build in the middle of a run does not change what is measured. */
export function copyBuilt() {
  rmSync(BUILT, { recursive: true, force: true });
  mkdirSync(BUILT, { recursive: true });
  for (const part of ['dist', 'models']) cpSync(join(ROOT, part), join(BUILT, part), { recursive: true });
  writeFileSync(join(BUILT, 'package.json'), readFileSync(join(ROOT, 'package.json')));
}

/** A built file, e.g. `app.js`. */
export const builtFile = (path) => join(BUILT, 'dist', path);
export const builtUrl = (path) => pathToFileURL(builtFile(path));
export const built = (path) => import(builtUrl(path).href);

/** A folder of the cache that is filled once by `make`; one that was left half filled is made anew. */
export async function once(name, make) {
  const folder = join(CACHE, name);
  const whole = join(folder, '.whole');
  if (existsSync(whole)) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await make(folder);
  writeFileSync(whole, '');
  return folder;
}
