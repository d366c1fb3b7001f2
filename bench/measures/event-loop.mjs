import { cpSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { madeUpArchive } from '../archive/made-up-archive.mjs';
import { built } from '../built.mjs';
import { inScratch, openHouse } from '../house.mjs';
import { computedByMainThread } from '../processes.mjs';
import { startChild } from '../raw/child.mjs';
import { createQuestions } from '../raw/questions.mjs';
import { phantomSlides } from '../slides.mjs';
import { median, ms, quantile } from '../times.mjs';

const SIZES = {
  small: {
    shape: { cases: 10, tiles: 200, sidePx: 2048 },
    slides: 2,
    sidePx: 1024,
    durationMs: 3000,
    rounds: 1,
  },
  default: { shape: { cases: 50, tiles: 2000 }, slides: 3, sidePx: 4096, durationMs: 15_000, rounds: 3 },
  full: {
    shape: { cases: 500, tiles: 2000, wide: true },
    slides: 3,
    sidePx: 4096,
    durationMs: 15_000,
    rounds: 3,
  },
};
const LONGEST_MS = 50;
const SIDES = [1, 4, 8];
/** Rows of the case list that comes in. */
const LISTED = 10_000;

/** How long the server's main thread answers nobody, while it ingests, searches and shows slides. */
export async function measure(size) {
  const { shape, slides, sidePx, durationMs, rounds } = SIZES[size];
  const archive = await madeUpArchive(shape);
  const { folder } = await phantomSlides(slides, sidePx);
  const taken = [];
  const list = caseList();
  const works = {
    'searches and Deep Zoom': async () => undefined,
    'the same during an ingest': (house) => house.call('/ingests', { paths: [folder] }),
    [`the same while ${LISTED.toLocaleString('en')} cases are listed`]: (house) =>
      house.send('/cases/import', list, 'text/csv'),
  };
  for (let i = 0; i < rounds; i++) {
    for (const [phase, begin] of Object.entries(works)) {
      taken.push({ phase, ...(await watch(archive, { begin, durationMs })) });
    }
  }
  return {
    title: size === 'full' ? 'Event loop of the server, a million vectors' : 'Event loop of the server',
    about:
      `${archive.rows.toLocaleString('en')} vectors; one person asks regions of 1, 16 and 64 tiles without a pause, two ` +
      `connections fetch Deep Zoom tiles, ${durationMs / 1000} s a round. Computing in one go is what the main thread did ` +
      'without letting anyone else in. The block on the clock (monitorEventLoopDelay, 1 ms) holds also the time ' +
      'for which the machine gave the core to others; reference: the same clock in an idle process at the same ' +
      'time. Medians and the worst of the rounds.',
    rows: Object.keys(works).flatMap((phase) =>
      rowsOf(
        phase,
        taken.filter((one) => one.phase === phase),
      ),
    ),
  };
}

function watch(archive, { begin, durationMs }) {
  return inScratch(async (data) => {
    cpSync(archive.folder, data, { recursive: true });
    const { listen } = await built('api/listen.js');
    const house = await openHouse(data, archive);
    const server = await listen(house.fetch, { host: '127.0.0.1', port: 0 });
    house.resume();
    const [load, idle] = [await startChild('load'), await startChild('idle')];
    const work = { url: server.url, ...(await createWork(house, archive)) };
    await load.ask({ ...work, durationMs: 3000 });
    const delays = monitorEventLoopDelay({ resolution: 1 });
    await idle.ask('start');
    delays.enable();
    const stretches = watchStretches();
    const [counts] = await Promise.all([load.ask({ ...work, durationMs }), begin(house)]);
    const stretch = stretches.stop();
    delays.disable();
    const reference = await idle.ask('stop');
    load.stop();
    idle.stop();
    server.close();
    await house.close();
    await pause(100);
    return { stretch, longest: delays.max / 1e6, p999: delays.percentile(99.9) / 1e6, reference, counts };
  });
}

function caseList() {
  const rows = Array.from(
    { length: LISTED },
    (_, i) =>
      `slide-${i}.svs,L-${i},P-${i >> 1},${['breast', 'lung', 'colon'][i % 3]},Carcinoma,2021-03-05,` +
      `"Sections show an invasive carcinoma, grade ${i % 3}, with necrosis; number ${i}."`,
  );
  return ['file,case_id,patient_id,organ,diagnosis,date,report', ...rows].join('\n');
}

/**
 * The longest time that the main thread computed between two turns of a timer: what it held up by itself, however
 * busy the machine was. At most the timer's own period too long.
 */
function watchStretches() {
  let [last, longest] = [computedByMainThread(), 0];
  const timer = setInterval(() => {
    const now = computedByMainThread();
    longest = Math.max(longest, now - last);
    last = now;
  }, 2);
  return {
    stop() {
      clearInterval(timer);
      return longest;
    },
  };
}

async function createWork(house, archive) {
  const visitors = new Map(
    (await house.call('/slides?state=visiting')).items.map(({ name, id }) => [name, id]),
  );
  const next = await createQuestions(archive.askers);
  const sides = archive.rows > 10_000 ? SIDES : [1, 2];
  const questions = Array.from({ length: 60 }, (_, i) => {
    const { name, region } = next(sides[i % sides.length]);
    return { slideId: visitors.get(name), region };
  });
  const places = Array.from({ length: 64 }, (_, i) => `${i % 8}_${Math.floor(i / 8)}.jpeg`);
  const level = Math.log2(archive.rows > 10_000 ? 4096 : 2048);
  const tiles = [...visitors.values()].flatMap((id) =>
    places.map((place) => `/api/v1/slides/${id}/slide_files/${level}/${place}`),
  );
  return { questions, tiles };
}

function rowsOf(phase, rounds) {
  const of = (pick) => rounds.map(pick);
  const longest = of((round) => round.longest);
  const idle = of(({ reference }) => reference.max);
  const asked = of(({ counts }) => counts);
  const stretch = of((round) => round.stretch);
  const failed = asked.reduce((all, counts) => all + counts.failed, 0);
  const searches = `${median(asked.map((one) => one.searches))} searches, p95 ${ms(median(asked.map((one) => quantile(one.searchMs, 0.95))))}`;
  const aim = (worst) => ({ target: `worst ≤ ${LONGEST_MS} ms`, met: worst <= LONGEST_MS });
  const shown = (values) => `${ms(median(values))}, worst ${ms(Math.max(...values))}`;
  return [
    {
      what: `${phase}: longest computing in one go`,
      measured: shown(stretch),
      ...aim(Math.max(...stretch)),
    },
    {
      what: `${phase}: longest block on the clock`,
      measured: `${shown(longest)}, p99.9 ${ms(median(of(({ p999 }) => p999)))} (${searches}, ${median(asked.map((one) => one.tiles))} tiles, ${failed} failed)`,
      reference: `${shown(idle)} in an idle process`,
      ratio: median(longest) / median(idle),
      ...aim(Math.max(...longest)),
    },
  ];
}
