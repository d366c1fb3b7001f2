import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { built, MODELS, once } from '../built.mjs';
import { call, startServer } from '../server.mjs';
import { phantomSlides } from '../slides.mjs';
import { baseVectors } from './base-vectors.mjs';
import { makeSlides } from './made-up-vectors.mjs';
import { nameOf, openCatalog } from './open-catalog.mjs';
import { wideModels } from './wide-model.mjs';

/** Tiles that are written together, as an ingest does. */
const BATCH = 24;
const PATTERN_SLIDES = 6;

/** Filters that let a share of the cases answer: all, every 10th, 100th and 1000th. */
export const SHARES = [
  { every: 1, filters: {} },
  { every: 10, filters: { organ: ['tenth'] } },
  { every: 100, filters: { specimen: ['hundredth'] } },
  { every: 1000, filters: { site: ['thousandth'] } },
];

/**
 * An archive of cases with one slide each whose vectors are made up, and of the phantoms whose tiles they are made
 * of as visiting slides that ask. Made once, its graph too.
 * @param {{ cases: number, tiles: number, wide?: boolean, sidePx?: number }} shape tiles per case
 */
export async function madeUpArchive({ cases, tiles, wide = false, sidePx = 4096 }) {
  const [models, model] = wide ? [await wideModels(), 'stain-texture-wide'] : [MODELS, 'stain-texture'];
  const { files } = await phantomSlides(PATTERN_SLIDES, sidePx);
  const { sha256 } = JSON.parse(readFileSync(join(models, model, 'model.json'), 'utf8'));
  const folder = await once(
    `archive-${cases}x${tiles}-${model}-${sha256.slice(0, 8)}-${sidePx}`,
    async (made) => {
      console.error(`making an archive of ${cases} cases × ${tiles} tiles …`);
      await fill(made, { cases, tiles, models, model, files });
      await buildGraph(made, { models, model });
    },
  );
  // One that an older Tessera made is brought up to its present tables: the references read the file themselves.
  const { openDatabase } = await built('catalog/database.js');
  openDatabase(join(folder, 'tessera.db')).close();
  return { folder, models, model, cases, tiles, rows: cases * tiles, askers: files };
}

async function fill(folder, { cases, tiles, models, model, files }) {
  const { catalog, space, addSlide, addVisitor } = await openCatalog(join(folder, 'tessera.db'), {
    models,
    model,
  });
  const base = await baseVectors(join(models, model), files);
  const nextSlide = await makeSlides(base, space.dim, 1);
  const { takeRows } = await built('archive/case-lists.js');
  const rows = Array.from({ length: cases }, (_, i) => caseRow(i));
  await takeRows(catalog, rows, 'bench');
  for (let i = 0; i < cases; i++) {
    const claim = await catalog.cases.claimFor(nameOf(i));
    const slide = await addSlide(i, claim.caseKey);
    await fillSlide(catalog, space, slide, nextSlide(tiles), tiles);
    if (i % 50 === 49) console.error(`  ${i + 1} of ${cases} cases written`);
  }
  for (const file of files) await addVisitor(file, await infoOf(file));
  await catalog.close();
}

function caseRow(i) {
  const every = (n, word) => (i % n === 0 ? word : 'rest');
  const facts = {
    diagnosis: `diagnosis ${i % 24}`,
    organ: every(10, 'tenth'),
    specimen: every(100, 'hundredth'),
    site: every(1000, 'thousandth'),
    report: `Made-up case ${i} for measuring, no person stands behind it.`,
  };
  const id = `B-${String(i).padStart(5, '0')}`;
  return { line: i + 1, caseId: id, patientId: `P-${id}`, facts, file: nameOf(i), extra: {} };
}

async function fillSlide(catalog, space, slide, vectors, tiles) {
  const side = Math.ceil(Math.sqrt(tiles));
  const box = (i) => ({
    x: 224 * (i % side),
    y: 224 * Math.floor(i / side),
    width: 224,
    height: 224,
    tissue: 1,
  });
  await catalog.tiles.plan(
    slide.key,
    space.id,
    Array.from({ length: tiles }, (_, i) => box(i)),
  );
  const places = await catalog.tiles.pending(slide.key, space.id, tiles);
  for (let at = 0; at < tiles; at += BATCH) {
    const tileIds = places.slice(at, at + BATCH).map(({ tileId }) => tileId);
    await catalog.tiles.commit(slide.key, space.id, {
      tileIds,
      tiles: tileIds.map(() => ({ status: 'indexed' })),
      vectors: vectors.slice(at * space.dim, (at + tileIds.length) * space.dim),
      dim: space.dim,
    });
  }
}

async function infoOf(file) {
  const { openSlide } = await built('slides/open.js');
  const { slideFormats } = await built('slides/formats.js');
  const reader = await openSlide(file, slideFormats(), { maxPicturePixels: 2e8 });
  await reader.close();
  return reader.info;
}

/** Lets the server build and keep its graph, as it does after an ingest. */
async function buildGraph(folder, how) {
  const server = await startServer(folder, how);
  const start = performance.now();
  for (let turn = 0; ; turn++) {
    const [{ index }] = (await call(server.url, '/spaces')).items;
    if (index?.state === 'ready') break;
    if (turn % 30 === 29) console.error(`  graph: ${index?.graphRows ?? 0} rows linked`);
    await pause(1000);
  }
  console.error(`  graph built in ${Math.round((performance.now() - start) / 1000)} s`);
  await server.stop();
}
