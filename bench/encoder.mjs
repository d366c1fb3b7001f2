/**
 * Figures of one encoder while it is being made: lung and colon tiles as they are and stained otherwise, phantom
 * patterns, and how like itself a tile stays. The measure `encoders` puts them beside the baselines.
 *   node scripts/setup.mjs && node bench/encoder.mjs MODEL [--models FOLDER] [--phantoms]
 * MODEL: a folder of FOLDER (default: models/), or colour-statistics. --phantoms: these alone.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { copyBuilt, MODELS } from './built.mjs';

const { values, positionals } = parseArgs({
  options: { models: { type: 'string', default: MODELS }, phantoms: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const [model] = positionals;
if (model === undefined) throw new Error('Which model? node bench/encoder.mjs MODEL');
copyBuilt();
const { inScratch } = await import('./house.mjs');
const { evaluateTiles, phantomList, tileLists } = await import('./encoders/sets.mjs');
const { likeness } = await import('./encoders/likeness.mjs');

const PHANTOMS = [0.5, 1, 2];
const PER_SITE = 6;
const { models } = values;

await inScratch(async (scratch) => {
  if (!values.phantoms) await sayTiles(scratch);
  for (const mpp of PHANTOMS)
    say(`phantoms at ${mpp} µm/px`, await evaluateTiles(await phantomList(mpp, PER_SITE), { models, model }));
});

async function sayTiles(scratch) {
  const lists = await tileLists(scratch, 1);
  for (const { name, stained, pool, list } of lists)
    say(stained ? `${name}, stained otherwise` : name, await evaluateTiles(list, { models, model, pool }));
  const asking = lists.filter(({ stained }) => !stained).flatMap(({ rows }) => rows);
  const files = asking.filter(({ split }) => split === 'validation').map(({ file }) => file);
  if (model === 'colour-statistics' || files.length === 0) return;
  for (const { name, mean, low, n } of await likeness(join(models, model), files))
    console.log(
      `cosine with itself, ${name}: mean ${mean.toFixed(3)}, 5th percentile ${low.toFixed(3)} (n ${n})`,
    );
}

function say(what, { macroP1, macroP10, p5, ci95, queries, groups }) {
  const interval = ci95.macroP1.map((end) => end.toFixed(3)).join('-');
  console.log(
    `${what}: macro P@1 ${macroP1.toFixed(3)} [${interval}], P@5 ${p5.toFixed(3)}, macro P@10 ${macroP10.toFixed(3)} (${queries} queries, ${groups} groups)`,
  );
}
