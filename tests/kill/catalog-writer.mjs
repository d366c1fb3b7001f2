// Writes into a catalog as an ingest does, says each thing that is done, and goes on until it is killed.
// usage: node catalog-writer.mjs FILE
import { writeSync } from 'node:fs';
import { takeRows } from '../../dist/archive/case-lists.js';
import { openDatabase } from '../../dist/catalog/database.js';
import { createSqliteCatalog } from '../../dist/catalog/sqlite-catalog.js';
import { createSqliteQueue } from '../../dist/jobs/sqlite-queue.js';

const TILES = 300;
const BATCH = 24;
const space = {
  id: 'kill@1um-224px',
  modelId: 'kill',
  modelSha256: '00',
  mpp: 1,
  tilePx: 224,
  dim: 8,
};
/** Its grids are large, so that they are laid in several transactions, and are never worked off. */
const coarse = { ...space, id: 'kill@4um-224px', mpp: 4 };
const LARGE_GRID = 4_500;
const database = openDatabase(process.argv[2]);
const catalog = createSqliteCatalog(database);
const queue = createSqliteQueue(database.connection);
const say = (...words) => writeSync(1, `${words.join(' ')}\n`);

await queue.recover();
await catalog.tiles.ensureSpaces([space, coarse]);
say('ready');
for (;;) {
  const slide = await newSlide();
  const job = await queue.enqueue({ kind: 'ingest', params: {}, actor: 'test', subjects: [slide.name] });
  const { step } = await queue.claim(['ingest']);
  await catalog.tiles.plan(slide.key, space.id, grid(TILES));
  if (slide.key % 2 === 0) await catalog.tiles.plan(slide.key, coarse.id, grid(LARGE_GRID));
  await embed(slide.key, job.id);
  await queue.finishStep(step.jobId, step.seq, { result: slide.id });
  say('finished', step.jobId);
  if (slide.key % 3 === 0) {
    await catalog.slides.update(slide.key, { state: slide.state === 'visiting' ? 'archived' : 'visiting' });
  }
  if (slide.key % 4 === 0) {
    const old = (await catalog.slides.list({ filters: {}, limit: 4 })).items.at(-1);
    await catalog.slides.remove(old.key);
    say('removed', old.key);
  }
}

async function newSlide() {
  const name = `${process.pid}-${Math.random()}.svs`;
  const row = { line: 2, caseId: name, patientId: name, facts: { diagnosis: 'x' }, file: name, extra: {} };
  await takeRows(catalog, [row], 'test');
  const { caseKey } = await catalog.cases.claimFor(name);
  return catalog.slides.add({
    caseKey,
    name,
    path: `/${name}`,
    bytes: 1,
    modifiedAt: 1,
    state: Math.random() < 0.3 ? 'visiting' : 'archived',
    status: 'pending',
    levels: [],
    extra: {},
  });
}

async function embed(slideKey, jobId) {
  for (;;) {
    const places = await catalog.tiles.pending(slideKey, space.id, BATCH);
    if (places.length === 0) return;
    const tileIds = places.map((place) => place.tileId);
    const tiles = tileIds.map((id) =>
      id % 5 === 0 ? { status: 'skipped', reason: 'blur' } : { status: 'indexed' },
    );
    const indexed = tileIds.filter((id) => id % 5 !== 0);
    // Every value of a vector tells its tile, so that a row in the wrong place shows.
    const vectors = Uint16Array.from(indexed.flatMap((id) => Array(space.dim).fill(id % 0x7c00)));
    await catalog.tiles.commit(slideKey, space.id, { tileIds, tiles, vectors, dim: space.dim });
    say('committed', slideKey, ...tileIds);
    await queue.progress(jobId, { tiles: tileIds.length });
  }
}

function grid(tiles) {
  return Array.from({ length: tiles }, (_, index) => ({
    x: index * 9,
    y: 0,
    width: 9,
    height: 9,
    tissue: 1,
  }));
}
