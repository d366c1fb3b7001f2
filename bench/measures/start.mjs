import { spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { madeUpArchive } from '../archive/made-up-archive.mjs';
import { inScratch, openHouse } from '../house.mjs';
import { childrenOf, memoryOf } from '../processes.mjs';
import { createQuestions } from '../raw/questions.mjs';
import { call, startServer } from '../server.mjs';
import { phantomSlides } from '../slides.mjs';
import { median, ms, sum, timed } from '../times.mjs';

const SIZES = {
  small: { shape: { cases: 10, tiles: 200, sidePx: 2048 }, repeats: 2, slides: 2, sidePx: 1024 },
  default: { shape: { cases: 50, tiles: 2000 }, repeats: 7, slides: 3, sidePx: 4096 },
  full: { shape: { cases: 500, tiles: 2000, wide: true }, repeats: 5, slides: 3, sidePx: 4096 },
};
const READY_MS = 2000;

/** From `tessera serve` to the first answers, and what the archive takes in memory and on disk. */
export async function measure(size) {
  const { shape, repeats, slides, sidePx } = SIZES[size];
  const archive = await madeUpArchive(shape);
  const taken = [];
  for (let i = 0; i < repeats; i++) taken.push({ node: await startNode(), ...(await startOnce(archive)) });
  return report(archive, taken, await demoBytes(slides, sidePx), size);
}

/** What Node itself needs for a server that does nothing. */
async function startNode() {
  const script = "require('node:http').createServer().listen(0, () => process.exit(0))";
  const [took] = await timed(() => {
    const child = spawn(process.execPath, ['-e', script]);
    return new Promise((resolve) => child.once('exit', resolve));
  });
  return took;
}

async function startOnce(archive) {
  const next = await createQuestions(archive.askers.slice(0, 1));
  const server = await startServer(archive.folder, archive);
  await call(server.url, '/ready');
  const readyMs = performance.now() - server.startedAt;
  const visitors = (await call(server.url, '/slides?state=visiting')).items;
  const { name, region } = next(1);
  const question = { slideId: visitors.find((slide) => slide.name === name).id, region };
  const answer = await call(server.url, '/searches', question);
  const answeredMs = performance.now() - server.startedAt;
  await untilGraph(server.url);
  const graphMs = performance.now() - server.startedAt;
  await pause(500);
  const memory = { main: memoryOf(server.pid), workers: sum(childrenOf(server.pid).map(memoryOf)) };
  await server.stop();
  return { readyMs, answeredMs, graphMs, memory, searched: answer.searched.tiles };
}

async function untilGraph(url) {
  for (;;) {
    const [{ index }] = (await call(url, '/spaces')).items;
    if (index?.state === 'ready') return;
    await pause(20);
  }
}

/** Bytes on disk per slide of a real ingest: all scales, catalog and graph. */
async function demoBytes(count, sidePx) {
  const { folder } = await phantomSlides(count, sidePx);
  return inScratch(async (data) => {
    const house = await openHouse(data);
    house.resume();
    let job = await house.call('/ingests', { paths: [folder] });
    while (job.state === 'queued' || job.state === 'running') {
      await pause(100);
      job = await house.call(`/jobs/${job.id}`);
    }
    const { tiles } = await house.call('/status');
    await house.close();
    return { count, sidePx, tiles, bytes: bytesIn(data) };
  });
}

function bytesIn(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return sum(files.map((entry) => statSync(join(entry.parentPath ?? entry.path, entry.name)).size));
}

const mib = (bytes) => `${(bytes / 2 ** 20).toPrecision(3)} MiB`;

function report(archive, taken, demo, size) {
  const mid = (pick) => median(taken.map(pick));
  const dim = archive.model.endsWith('wide') ? 256 : 128;
  const vectorBytes = 2 * dim * archive.rows;
  const [ready, node] = [mid(({ readyMs }) => readyMs), mid((t) => t.node)];
  const disk = bytesIn(archive.folder);
  const main = mid(({ memory }) => memory.main);
  return {
    title: size === 'full' ? 'Start, memory, disk: a million vectors' : 'Start, memory, disk',
    about: `${archive.rows.toLocaleString('en')} vectors of ${dim} numbers in ${archive.cases} slides; ${taken.length} starts of \`tessera serve\`, each in turns with a bare Node server. Files are in the system's cache.`,
    rows: [
      {
        what: 'start → GET /ready answers',
        measured: ms(ready),
        reference: `${ms(node)}: Node alone`,
        ratio: ready / node,
        target: `≤ ${READY_MS} ms`,
        met: ready <= READY_MS,
      },
      { what: 'start → first question answered', measured: ms(mid(({ answeredMs }) => answeredMs)) },
      { what: 'start → graph loaded and checked', measured: ms(mid(({ graphMs }) => graphMs)) },
      {
        what: 'memory of the server process',
        measured: mib(main),
        reference: `${mib(vectorBytes)}: the vectors as float16`,
        ratio: main / vectorBytes,
      },
      { what: 'memory of its tile workers', measured: mib(mid(({ memory }) => memory.workers)) },
      {
        what: 'disk per slide of the made-up archive',
        measured: mib(disk / archive.cases),
        reference: `${mib(vectorBytes / archive.cases)}: its vectors`,
        ratio: disk / vectorBytes,
      },
      {
        what: `disk per phantom slide (${demo.sidePx} px, four scales)`,
        measured: mib(demo.bytes / demo.count),
        reference: `${mib((2 * 128 * demo.tiles) / demo.count)}: its vectors`,
        ratio: demo.bytes / (2 * 128 * demo.tiles),
      },
    ],
  };
}
