import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { MODELS } from '../built.mjs';
import { inScratch, openHouse } from '../house.mjs';
import { busyCores, childrenOf, computedBy } from '../processes.mjs';
import { startChild } from '../raw/child.mjs';
import { measureBatches, measureMessages } from '../raw/ingest-stages.mjs';
import { phantomSlides } from '../slides.mjs';
import { median, sum } from '../times.mjs';

const SIZES = {
  small: { slides: 2, sidePx: 2048, rounds: 1 },
  default: { slides: 3, sidePx: 4096, rounds: 5 },
  full: { slides: 3, sidePx: 4096, rounds: 5 },
};
const MODEL = join(MODELS, 'stain-texture');
const cores = availableParallelism();

/** How much of what the machine could do at most an ingest does, and where the rest goes. */
export async function measure(size) {
  const { slides, sidePx, rounds } = SIZES[size];
  const { folder, files } = await phantomSlides(slides, sidePx);
  const first = await phantomSlides(2, 1024);
  const children = await Promise.all(Array.from({ length: cores }, () => startChild('alone', [MODEL])));
  const taken = [];
  for (let round = 0; round < rounds; round++) {
    const alone = await children[0].ask(files);
    const ingested = await ingest(folder, first.folder);
    const together = await takeTogether(children, files);
    taken.push({ alone, ingested, together });
    console.error(`round ${round + 1} of ${rounds}: ${describe(taken.at(-1))}`);
  }
  for (const child of children) child.stop();
  const stages = { batches: await measureBatches(), messages: await measureMessages(MODEL) };
  return report(taken, stages, { slides, sidePx });
}

/** The same slides by as many independent processes as there are cores: the limit under the load of this moment. */
async function takeTogether(children, files) {
  const shares = children.map((_, i) => files.filter((__, f) => f % children.length === i));
  const start = performance.now();
  const found = await Promise.all(children.map((child, i) => child.ask(shares[i])));
  return { wallMs: performance.now() - start, parts: found };
}

/**
 * One whole ingest of the folder through the product's own door, after that of a small one: workers live as long
 * as the server, so that starting them and loading the model belongs to no ingest.
 */
function ingest(folder, firstFolder) {
  return inScratch(async (data) => {
    const house = await openHouse(data);
    house.resume();
    await finish(house, await house.call('/ingests', { paths: [firstFolder] }));
    const known = (await house.call('/status')).tiles;
    const before = { own: process.cpuUsage(), children: childrenComputed(), machine: busyCores() };
    const start = performance.now();
    let slidesMs;
    const job = await finish(house, await house.call('/ingests', { paths: [folder] }), ({ steps }) => {
      if (steps.done >= steps.total - 1) slidesMs ??= performance.now() - start;
    });
    const wallMs = performance.now() - start;
    const own = process.cpuUsage(before.own);
    const workers = childrenComputed() - before.children;
    const machine = busyCores();
    const { tiles } = await house.call('/status');
    await house.close();
    return {
      wallMs,
      slidesMs: slidesMs ?? wallMs,
      tiles: job.progress.tilesDone,
      indexed: tiles - known,
      mainMs: (own.user + own.system) / 1000,
      workersMs: 1000 * workers,
      idleMs: 1000 * (machine.idle - before.machine.idle),
      machineMs: 1000 * (machine.busy - before.machine.busy),
    };
  });
}

async function finish(house, started, watch = () => {}) {
  let job = started;
  while (job.state === 'queued' || job.state === 'running') {
    await pause(25);
    job = await house.call(`/jobs/${job.id}`);
    watch(job);
  }
  return job;
}

const childrenComputed = () => sum(childrenOf(process.pid).map(computedBy));

/** ms that decoding and model alone need for the tiles of one ingest, on all cores. */
const limitMs = ({ decode, model }) => (decode + model) / cores;
/** The same from processes that worked at once, each on its own share. */
const limitTogetherMs = ({ parts }) => sum(parts.map(({ decode, model }) => decode + model)) / cores;

function describe({ alone, ingested, together }) {
  const rate = (ms) => ((1000 * ingested.tiles) / ms).toFixed(1);
  return `ingest ${rate(ingested.wallMs)} tiles/s, limit ${rate(limitMs(alone))}, at once ${rate(limitTogetherMs(together))}`;
}

function report(taken, stages, { slides, sidePx }) {
  const of = (pick) => median(taken.map(pick));
  const rate = (ms, tiles) => `${((1000 * tiles) / ms).toFixed(1)} tiles/s`;
  const { tiles, indexed } = taken[0].ingested;
  const efficiency = of(({ alone, ingested }) => limitMs(alone) / ingested.wallMs);
  const atOnce = of(({ together, ingested }) => limitTogetherMs(together) / ingested.wallMs);
  const computing = of(
    ({ alone, ingested }) => (alone.decode + alone.model) / (ingested.mainMs + ingested.workersMs),
  );
  const wall = of(({ ingested }) => ingested.wallMs);
  const stage = (what, msPerTile, about) => ({
    what,
    measured: `${msPerTile.toFixed(3)} ms a tile`,
    reference: about,
    ratio: (msPerTile * tiles) / (cores * wall),
  });
  const perTile = (pick) => of((round) => pick(round) / tiles);
  return {
    title: 'Ingest',
    about:
      `${slides} phantom slides of ${sidePx} × ${sidePx} px, ${tiles} tiles in four scales (${indexed} embedded), ` +
      'from the request to the end of the job, by workers that have the model loaded. The limit is what decoding the same pixels ' +
      'and the model alone need on one thread, shared among all cores; the ratio of a stage is its share of ' +
      'all cores’ time. Medians of the rounds.',
    rows: [
      {
        what: 'whole ingest against the limit',
        measured: rate(wall, tiles),
        reference: `${rate(
          of(({ alone }) => limitMs(alone)),
          tiles,
        )}: ${cores} cores ÷ (decode + model alone, one process)`,
        ratio: efficiency,
        target: '≥ 0.85',
        met: efficiency >= 0.85,
      },
      {
        what: 'the same against as many processes as cores, at once',
        measured: rate(wall, tiles),
        reference: rate(
          of(({ together }) => limitTogetherMs(together)),
          tiles,
        ),
        ratio: atOnce,
      },
      {
        what: 'computing time: decode + model alone, of all that an ingest computes',
        measured: `${perTile(({ ingested }) => ingested.mainMs + ingested.workersMs).toFixed(2)} ms a tile`,
        reference: `${perTile(({ alone }) => alone.decode + alone.model).toFixed(2)} ms a tile`,
        ratio: computing,
      },
      stage(
        'decode alone',
        perTile(({ alone }) => alone.decode),
        'the limit',
      ),
      stage(
        'model alone',
        perTile(({ alone }) => alone.model),
        'the limit',
      ),
      stage(
        'quality control',
        perTile(({ alone }) => alone.quality),
      ),
      stage(
        'survey (mask and grid)',
        perTile(({ alone }) => alone.survey),
      ),
      stage(
        'hashing the file',
        perTile(({ alone }) => alone.hash),
      ),
      stage('catalog: laying and writing tiles', stages.batches),
      stage('message to a worker and back', stages.messages),
      stage(
        'main process in all (catalog, messages, index)',
        perTile(({ ingested }) => ingested.mainMs),
      ),
      stage(
        'tile workers in all',
        perTile(({ ingested }) => ingested.workersMs),
      ),
      stage(
        'cores idle',
        perTile(({ ingested }) => ingested.idleMs),
      ),
      stage(
        'other processes of the machine',
        perTile(({ ingested: i }) => Math.max(0, i.machineMs - i.mainMs - i.workersMs)),
      ),
      stage(
        'after the last slide (calibration)',
        cores * perTile(({ ingested: i }) => i.wallMs - i.slidesMs),
      ),
    ],
    notes: taken.map((round, i) => `round ${i + 1}: ${describe(round)}`),
  };
}
