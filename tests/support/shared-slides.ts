import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const projectRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const data = join(process.env.TESSERA_SHARED ?? join(projectRoot, '../shared'), 'data');
const folder = join(data, 'slides');

/** Real slide files beside the project (TESSERA_SHARED, else ../shared); tests that need them skip without. */
export const hasSharedSlides = existsSync(folder);

/** Said in the name of every test that is skipped without them. */
export const NEEDS_SHARED = 'needs the real slides of ../shared/data/slides';

/** Path of one real file, e.g. `aperio/small.svs`. */
export function sharedSlide(name: string): string {
  return join(folder, name);
}

/** A folder of real data, e.g. `tiles/lung`; undefined where it is not there. */
export function sharedData(name: string): string | undefined {
  return existsSync(join(data, name)) ? join(data, name) : undefined;
}
