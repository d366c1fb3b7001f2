import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { MODELS } from '../built.mjs';
import { inScratch, openHouse } from '../house.mjs';
import { busyCores, childrenOf, computedBy } from '../processes.mjs';
import { startChild } from '../raw/child.mjs';
import { measureBatches, measureMessages } from '../raw/ingest-stages.mjs';
import { phantomSlides } from '../slides.mjs';
import { median, percent, sum } from '../times.mjs';

const SIZES = {
  small: { slides: 2, sidePx: 1536, rounds: 1 },
  default: { slides: 6, sidePx: 4096, rounds: 3 },
  full: { slides: 6, sidePx: 4096, rounds: 3 },
};
/** The default of the product. */
const MODEL_ID = 'tessera-s';
const MODEL = join(MODELS, MODEL_ID);
const cores = availableParallelism();

/** How much of what the machine could do at most an ingest does, and where the rest goes. */
export async function measure(size) {
  const { slides, sidePx, rounds } = SIZES[size];
  const { folder, files } = await phantomSlides(slides, sidePx);
  const first = await phantomSlides(2, 2048);
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
    const house = await openHouse(data, { model: MODEL_ID });
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
    await pause(100);
    job = await house.call(`/jobs/${job.id}`);
    watch(job);
  }
  return job;
}

const childrenComputed = () => sum(childrenOf(process.pid).map(computedBy));

/** ms that decoding and model alone need for the tiles of one ingest, on all cores. */
const limitMs = ({ decode, model }) => (decode.ms + model.ms) / cores;
/** The same from processes that worked at once, each on its own share. */
const limitTogetherMs = ({ parts }) => sum(parts.map(limitMs));
/** ms of computing that they cannot do without. */
const needed = ({ decode, model }) => decode.computing + model.computing;
/** ms of cores that an ingest used or left idle: what other programs took is not its own. */
const spent = ({ mainMs, workersMs, idleMs }) => mainMs + workersMs + idleMs;
const rate = (took, tiles) => `${((1000 * tiles) / took).toFixed(1)} tiles/s`;

function describe({ alone, ingested, together }) {
  const others = Math.max(0, ingested.machineMs - ingested.mainMs - ingested.workersMs);
  return (
    `ingest ${rate(ingested.wallMs, ingested.tiles)}, limit ${rate(limitMs(alone), ingested.tiles)}, ` +
    `at once ${rate(limitTogetherMs(together), ingested.tiles)}; ` +
    `in computing time ${percent(needed(alone) / spent(ingested))}; ` +
    `other programs had ${percent(others / (cores * ingested.wallMs))} of the machine`
  );
}

function report(taken, stages, { slides, sidePx }) {
  const { tiles, indexed } = taken[0].ingested;
  return {
    title: 'Ingest',
    about:
      `${slides} phantom slides of ${sidePx} × ${sidePx} px, ${tiles} tiles in four scales (${indexed} embedded by ${MODEL_ID}), from ` +
      'the request to the end of the job, by workers that have the model loaded. The limit is what decoding the ' +
      'same pixels and the model alone need on one thread, shared among all cores. Stages are in computing time; ' +
      'their ratio is the share of the cores’ time that the ingest had. Medians of the rounds.',
    rows: [...efficiencyRows(taken, tiles), ...stageRows(taken, stages, tiles)],
    notes: taken.map((round, i) => `round ${i + 1}: ${describe(round)}`),
  };
}

function efficiencyRows(taken, tiles) {
  const of = (pick) => median(taken.map(pick));
  const wall = of(({ ingested }) => ingested.wallMs);
  const efficiency = of(({ alone, ingested }) => limitMs(alone) / ingested.wallMs);
  const own = of(({ alone, ingested }) => needed(alone) / spent(ingested));
  const limit = of(({ alone }) => limitMs(alone));
  const perTile = (ms) => `${(ms / tiles).toFixed(2)} ms a tile`;
  return [
    {
      what: 'whole ingest against the limit',
      measured: rate(wall, tiles),
      reference: `${rate(limit, tiles)}: ${cores} cores ÷ (decode + model alone, one process)`,
      ratio: efficiency,
      target: '≥ 0.85',
      met: efficiency >= 0.85,
    },
    {
      what: 'the same against as many processes as cores, at once',
      measured: rate(wall, tiles),
      reference: rate(median(taken.map(({ together }) => limitTogetherMs(together))), tiles),
      ratio: of(({ together, ingested }) => limitTogetherMs(together) / ingested.wallMs),
    },
    {
      what: 'the same in computing time: without what other programs took of the cores',
      measured: `${perTile(of(({ ingested }) => spent(ingested)))} used or left idle`,
      reference: `${perTile(of(({ alone }) => needed(alone)))}: decode + model alone`,
      ratio: own,
      target: '≥ 0.85',
      met: own >= 0.85,
    },
  ];
}

function stageRows(taken, { batches, messages }, tiles) {
  const of = (pick) => median(taken.map(pick));
  const had = of(({ ingested }) => spent(ingested)) / tiles;
  const row = (what, msPerTile) => ({
    what,
    measured: `${msPerTile.toFixed(3)} ms a tile`,
    ratio: msPerTile / had,
  });
  const alone = (what, name) => row(what, of((round) => round.alone[name].computing) / tiles);
  const own = (what, name) => row(what, of(({ ingested }) => ingested[name]) / tiles);
  return [
    alone('decode alone', 'decode'),
    alone('model alone', 'model'),
    alone('quality control', 'quality'),
    alone('survey (mask and grid)', 'survey'),
    alone('hashing the file', 'hash'),
    row('catalog: laying and writing tiles', batches),
    row('message to a worker and back', messages),
    own('tile workers in all', 'workersMs'),
    own('main process in all (catalog, messages, index, calibration)', 'mainMs'),
    own('cores idle', 'idleMs'),
    row('waiting after the last slide (calibration)', of(({ ingested: i }) => i.wallMs - i.slidesMs) / tiles),
  ];
}
