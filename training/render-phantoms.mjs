#!/usr/bin/env node
/**
 * Draws phantom patches for training into a cache folder outside the repository: per µm/px one file of raw pixels
 * (patches one after another, rows of interleaved 8-bit RGB) and one CSV that names pattern, site and patient of
 * each. A scale whose CSV exists is kept, so that a stopped run can be started again.
 *
 *   node training/render-phantoms.mjs FOLDER [--series NAME] [--per-site N] [--side PX] [--mpp 0.5,1]
 */
import { createWriteStream } from 'node:fs';
import { access, mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { drawPatch } from '../scripts/phantoms/patch.mjs';
import { PATTERNS } from '../scripts/phantoms/recipes.mjs';
import { SITES } from '../scripts/phantoms/sites.mjs';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    series: { type: 'string', default: 'train' },
    'per-site': { type: 'string', default: '14' },
    side: { type: 'string', default: '160' },
    mpp: { type: 'string', default: '0.5,1,2,4,0.25' },
  },
});
const [folder] = positionals;
if (folder === undefined) throw new Error('Name the cache folder.');
const side = Number(values.side);
await mkdir(folder, { recursive: true });
for (const mpp of values.mpp.split(',').map(Number)) await renderScale(mpp);

async function renderScale(/** @type {number} */ mpp) {
  const stem = path.join(folder, `phantoms-${mpp}um`);
  if (await exists(`${stem}.csv`)) return;
  const rows = ['label,site,patient,mpp,side'];
  const pixels = createWriteStream(`${stem}.rgb.tmp`);
  const start = Date.now();
  for (let i = 0; i < Number(values['per-site']); i += 1) {
    for (const recipe of Object.keys(PATTERNS)) {
      for (const site of Object.keys(SITES)) {
        const patientSeed = `${values.series} ${site} ${recipe} ${i}`;
        const patch = drawPatch({
          recipe,
          site,
          patientSeed,
          sizePx: side,
          mpp,
          seed: `${patientSeed} at ${mpp}`,
        });
        if (!pixels.write(patch.data)) await new Promise((resolve) => pixels.once('drain', resolve));
        rows.push([recipe, site, patientSeed, mpp, side].join(','));
      }
    }
  }
  await new Promise((resolve) => pixels.end(resolve));
  await rename(`${stem}.rgb.tmp`, `${stem}.rgb`);
  await writeFile(`${stem}.csv`, `${rows.join('\n')}\n`);
  console.log(`${rows.length - 1} patches at ${mpp} µm/px in ${Math.round((Date.now() - start) / 1000)} s`);
}

async function exists(/** @type {string} */ file) {
  try {
    await access(file);
    return true;
  } catch {
    return false;
  }
}
