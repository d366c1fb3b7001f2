import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { makeDemoArchive } from '../scripts/phantoms/index.mjs';
import { once } from './built.mjs';

/** Phantom slides to measure with, drawn once: the same slides as those of the demo. */
export async function phantomSlides(count, sidePx) {
  const folder = await once(`slides-${count}x${sidePx}`, async (made) => {
    console.error(`drawing ${count} phantom slides …`);
    await makeDemoArchive(made, { slides: count, sidePx });
  });
  const files = readdirSync(folder).filter((name) => name.endsWith('.tif'));
  return { folder, files: files.sort().map((name) => join(folder, name)) };
}
