import { fork } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { sum } from '../times.mjs';

const ENTRY = fileURLToPath(new URL('../raw/embed-alone.mjs', import.meta.url));

/** Tiles per second of one process per core, all at work at the same time. */
export async function tilesPerSecond(modelFolder, tiles) {
  const children = cpus().map(() => fork(ENTRY, [modelFolder, String(tiles)]));
  await Promise.all(children.map((child) => once(child, 'message')));
  const rates = children.map(async (child) => {
    child.send('go');
    return (await once(child, 'message'))[0];
  });
  return sum(await Promise.all(rates));
}
