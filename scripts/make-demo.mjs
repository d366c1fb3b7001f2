#!/usr/bin/env node
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeDemoArchive } from './phantoms/demo.mjs';

const USAGE = 'usage: node scripts/make-demo.mjs [folder] [--slides N] [--side PX] [--seed S]';

/** Writes the demo archive of phantom slides; progress goes to stderr. */
async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      slides: { type: 'string', default: '30' },
      side: { type: 'string', default: '4096' },
      seed: { type: 'string', default: '1' },
      help: { type: 'boolean', default: false },
    },
  });
  const folder = positionals[0] ?? join('index-data', 'demo', 'slides');
  const slides = Number(values.slides);
  const sidePx = Number(values.side);
  if (values.help) return console.error(USAGE);
  if (!Number.isInteger(slides) || slides < 1)
    throw new Error(`--slides must be a whole number from 1. ${USAGE}`);
  if (!Number.isInteger(sidePx) || sidePx < 256)
    throw new Error(`--side must be a whole number from 256. ${USAGE}`);
  const made = await makeDemoArchive(folder, {
    slides,
    sidePx,
    seed: values.seed,
    onProgress: (line) => console.error(line),
  });
  console.error(
    `${folder}: ${made.drawn} phantom slides drawn, ${made.kept} kept, ${made.seconds.toFixed(1)} s`,
  );
}

main().catch((error) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
