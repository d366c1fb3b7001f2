/**
 * Times of the vector index on made-up vectors of a realistic kind, in one thread.
 *   node bench/vectors.mjs [--rows 100000] [--dim 256] [--tiles 2000] [--folder DIR] [--dist DIR] [--scan]
 * Prints one line per measurement. With --folder the graph is kept there, and a second run starts from it;
 * with --scan there is no graph.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '100000' },
    dim: { type: 'string', default: '256' },
    tiles: { type: 'string', default: '2000' },
    folder: { type: 'string' },
    scan: { type: 'boolean', default: false },
    dist: { type: 'string', default: 'dist' },
  },
});
const [rows, dim, tiles] = [Number(values.rows), Number(values.dim), Number(values.tiles)];
const from = (path) => import(pathToFileURL(resolve(values.dist, path)).href);
const { createVectorIndex } = await from('vectors/hnsw-index.js');
const { createMatMul } = await from('inference/matmul.js');
const { encodeFloat16 } = await from('domain/float16.js');
const { ClusteredVectors } = await from('vectors/testing/clustered-vectors.js');
const { chooseMethod } = await from('vectors/choose-method.js');

const SPACE = `bench-${rows}-${dim}`;
const slides = Math.ceil(rows / tiles);
const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'tessera-bench-'));
const clusters = new ClusteredVectors(dim, 1);
const ms = (value) => `${value.toFixed(value < 10 ? 2 : 0)} ms`;
const say = (what, text) => console.log(`${what.padEnd(44)} ${text}`);

async function timed(work) {
  const start = performance.now();
  const value = await work();
  return [performance.now() - start, value];
}

function spread(times) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  return `best ${ms(at(0))}, p50 ${ms(at(0.5))}, p95 ${ms(at(0.95))}, max ${ms(at(1))}`;
}

const [makingMs, changes] = await timed(() =>
  Array.from({ length: slides }, (_, i) => {
    const count = Math.min(tiles, rows - i * tiles);
    const tileIds = Uint32Array.from({ length: count }, (_, row) => i * tiles + row + 1);
    return {
      kind: 'add',
      change: i + 1,
      slideKey: i + 1,
      tileIds,
      vectors: encodeFloat16(clusters.slide(count)),
    };
  }),
);
say('made vectors', `${rows} × ${dim} in ${slides} slides, ${ms(makingMs)}`);
const source = {
  spaces: () => [{ id: SPACE, dim }],
  head: () => slides,
  count: () => rows,
  changes: (_, after) => changes.slice(after),
};

let way;
const index = createVectorIndex({
  folder,
  source,
  matMul: await createMatMul(),
  options: {
    choose: (size) => way ?? chooseMethod(size),
    ...(values.scan ? { graphThreshold: Number.POSITIVE_INFINITY } : {}),
  },
});
const status = async () => (await index.status())[0];
const perSlide = Number(values.tiles);

say('rows loaded: ready to answer', ms((await timed(() => index.refresh(SPACE)))[0]));
const building = [];
const start = performance.now();
const query = clusters.slide(1);
while ((await status()).state === 'building') {
  building.push((await timed(() => index.search(SPACE, { queries: query, k: 100 })))[0]);
  await pause(1000);
}
const { graphRows, generation, bytes } = await status();
say(
  'graph on disk and in memory',
  `${graphRows} rows, generation ${generation}, ${ms(performance.now() - start)}`,
);
say('search while it was built', spread(building));
say(
  'memory and disk',
  `${Math.round(bytes / rows)} bytes a row; process ${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB`,
);

const truthOf = new Map();
async function measure(name, queryCount, repeats, allowed) {
  const lists = Array.from({ length: repeats }, () => clusters.slide(queryCount));
  for (const method of graphRows > 0 ? ['exact', 'graph'] : ['exact']) {
    way = method;
    const times = [];
    // On a machine that is busy with other things this says more than the time on the clock.
    const computing = [];
    let found = 0;
    let wanted = 0;
    for (const [i, queries] of lists.entries()) {
      const before = process.cpuUsage();
      const [took, hits] = await timed(() => index.search(SPACE, { queries, k: 100, slides: allowed }));
      times.push(took);
      const { user, system } = process.cpuUsage(before);
      computing.push((user + system) / 1000);
      if (method === 'exact') truthOf.set(i, hits);
      else [found, wanted] = [found + shared(hits, truthOf.get(i)), wanted + 10 * queryCount];
    }
    const recall = method === 'graph' ? `, recall@10 ${(found / wanted).toFixed(4)}` : '';
    say(
      `${name}, ${queryCount} queries, ${method}`,
      `${spread(times)}, computing ${ms(computing.toSorted((a, b) => a - b)[computing.length >> 1])}${recall}`,
    );
  }
  way = undefined;
}

function shared(hits, truth) {
  let count = 0;
  for (let q = 0; q + 1 < truth.offsets.length; q++) {
    const own = new Set(hits.tileIds.subarray(hits.offsets[q], hits.offsets[q] + 10));
    for (const id of truth.tileIds.subarray(truth.offsets[q], truth.offsets[q] + 10))
      if (own.has(id)) count++;
  }
  return count;
}

for (const [queryCount, repeats] of [
  [1, 100],
  [4, 40],
  [16, 20],
  [64, 10],
]) {
  await measure('all rows', queryCount, repeats);
}
for (const percent of [90, 50, 20, 10, 5, 1]) {
  const allowed = Array.from({ length: Math.max(1, Math.round((slides * percent) / 100)) }, (_, i) => {
    return 1 + (Math.floor((i * 100) / percent) % slides);
  });
  await measure(`${percent} % allowed`, 1, 30, allowed);
  await measure(`${percent} % allowed`, 16, 5, allowed);
}
for (const queryCount of [1, 4, 64]) {
  const queries = clusters.slide(queryCount);
  const groups = Array.from({ length: Math.min(50, slides) }, (_, i) => [1 + ((i * 7) % slides)]);
  const times = [];
  for (let i = 0; i < 20; i++) times.push((await timed(() => index.rescore(SPACE, queries, groups)))[0]);
  say(`re-score ${groups.length} cases × ${perSlide} tiles, ${queryCount} queries`, spread(times));
}
say('closed', ms((await timed(() => index.close()))[0]));
const again = createVectorIndex({ folder, source, matMul: await createMatMul() });
const [loadMs] = await timed(() => again.refresh(SPACE));
const [graphMs] = await timed(async () => {
  while ((await again.status())[0].state === 'building') await pause(5);
});
say('start again: ready, and graph from disk', `${ms(loadMs)}, and ${ms(graphMs)} later`);
await again.close();
