import { madeUpArchive } from '../archive/made-up-archive.mjs';
import { createQuestions } from '../raw/questions.mjs';
import { openRawSearch } from '../raw/raw-search.mjs';
import { call, startServer } from '../server.mjs';
import { median, ms, quantile, timed } from '../times.mjs';

const SIZES = {
  small: {
    archives: [
      { cases: 10, tiles: 200, sidePx: 2048 },
      { cases: 10, tiles: 200, sidePx: 2048, wide: true },
    ],
    repeats: { 1: 5, 4: 2 },
  },
  default: {
    archives: [
      { cases: 50, tiles: 200 },
      { cases: 50, tiles: 2000 },
    ],
    repeats: { 1: 100, 4: 30, 8: 15 },
  },
  full: { archives: [{ cases: 500, tiles: 2000, wide: true }], repeats: { 1: 100, 4: 30, 8: 15 } },
};
const TIMES_RAW = 2;
const P95_MS = 200;
const NEAREST_SHOWN = 10;

/** Questions over HTTP, in turns with the same questions put to the plain parts. */
export async function measure(size) {
  const { archives, repeats } = SIZES[size];
  const rows = [];
  const notes = [];
  for (const shape of archives) {
    const found = await measureArchive(shape, repeats);
    rows.push(...found.rows);
    notes.push(...found.notes);
  }
  return {
    title: size === 'full' ? 'Search over HTTP, a million vectors' : 'Search over HTTP',
    about:
      'A region of a visiting phantom slide is asked over HTTP; the archive’s vectors are made of those of real ' +
      'tiles. The reference does only what cannot be left out, in one thread: read and embed the tiles, ask ' +
      'hnswlib-node for 100 nearest (the same graph and effort), one matrix product per candidate case. The target ' +
      'stands for 500 cases × 2,000 tiles: what HTTP, catalog and storing the answer cost is the same in a small ' +
      'archive, where the reference has less to do.',
    rows,
    notes,
  };
}

async function measureArchive(shape, repeats) {
  const archive = await madeUpArchive(shape);
  const raw = await openRawSearch(archive);
  const server = await startServer(archive.folder, archive);
  const next = await createQuestions(archive.askers);
  const slides = new Map((await call(server.url, '/slides?state=visiting')).items.map((s) => [s.name, s.id]));
  const ask = ({ name, region }, more = {}) =>
    call(server.url, '/searches', { slideId: slides.get(name), region, ...more });
  const label = `${archive.rows.toLocaleString('en')} × ${raw.dim}`;
  const rows = [];
  const notes = [];
  for (const [side, times] of Object.entries(repeats)) {
    const [firstMs] = await timed(() => ask(next(Number(side))));
    notes.push(`${label}, ${side * side} tiles: the first question of the server took ${ms(firstMs)}`);
    for (let i = 0; i < 4; i++) await ask(next(Number(side)));
    const taken = [];
    for (let i = 0; i < times; i++) taken.push(await inTurn(ask, raw, next(Number(side))));
    rows.push(...rowsOf(label, Number(side), taken, archive));
  }
  rows.push(await recallRow(label, ask, raw, next, repeats[1]));
  await server.stop();
  await raw.close();
  return { rows, notes };
}

/** The same question both ways. */
async function inTurn(ask, raw, question) {
  const [httpMs, answer] = await timed(() => ask(question));
  const [embedMs, queries] = await timed(() => raw.embed(question));
  const { graphMs, rescoreMs } = await raw.search(queries);
  return { httpMs, answer, embedMs, graphMs, rescoreMs, rawMs: embedMs + graphMs + rescoreMs };
}

function rowsOf(label, side, taken, { rows }) {
  const all = (pick) => taken.map(pick);
  const mid = (pick) => median(all(pick));
  const http = all(({ httpMs }) => httpMs);
  const p95 = quantile(http, 0.95);
  const ratio = median(http) / mid(({ rawMs }) => rawMs);
  const what = `${label}, ${side * side} query tile${side > 1 ? 's' : ''}`;
  const { rescored } = taken[0].answer;
  return [
    {
      what: `${what}: p50`,
      measured: `${ms(median(http))} (${stages(taken)})`,
      reference: `${ms(mid(({ rawMs }) => rawMs))} (embed ${ms(mid((t) => t.embedMs))}, hnswlib ${ms(mid((t) => t.graphMs))}, re-score ${ms(mid((t) => t.rescoreMs))})`,
      ratio,
      ...(side === 1 && rows >= 1e6 ? { target: `≤ ${TIMES_RAW}`, met: ratio <= TIMES_RAW } : {}),
    },
    {
      what: `${what}: p95`,
      measured: ms(p95),
      reference: ms(
        quantile(
          all(({ rawMs }) => rawMs),
          0.95,
        ),
      ),
      ratio:
        p95 /
        quantile(
          all(({ rawMs }) => rawMs),
          0.95,
        ),
      ...(side === 1 && rows >= 1e6 ? { target: `≤ ${P95_MS} ms`, met: p95 <= P95_MS } : {}),
    },
    {
      what: `${what}: re-scored, p95`,
      measured: `${ms(
        quantile(
          all((t) => t.answer.ms.rescore),
          0.95,
        ),
      )} for ${rescored.cases} cases, ${rescored.tiles} tiles`,
    },
  ];
}

/** Where the time of a question goes, by the answer's own account; `rest` is HTTP, parsing, storing the answer. */
function stages(taken) {
  const names = ['embed', 'candidates', 'rescore', 'compose'];
  const shown = names.map((name) => `${name} ${ms(median(taken.map(({ answer }) => answer.ms[name])))}`);
  const rest = median(taken.map(({ httpMs, answer }) => httpMs - answer.ms.total));
  return [...shown, `rest ${ms(rest)}`].join(', ');
}

/** Share of the true ten nearest tiles among the ten that `view=tiles` answers. */
async function recallRow(label, ask, raw, next, times) {
  let found = 0;
  for (let i = 0; i < times; i++) {
    const question = next(1);
    const { tiles } = await ask(question, { view: 'tiles', k: NEAREST_SHOWN });
    const truth = new Set(await raw.exact(await raw.embed(question), NEAREST_SHOWN));
    found += tiles.filter(({ tileId }) => truth.has(tileId)).length;
  }
  const recall = found / (NEAREST_SHOWN * times);
  return {
    what: `${label}: recall@10 of the nearest tiles`,
    measured: recall.toFixed(4),
    reference: '1 (full scan)',
    ratio: recall,
    target: '≥ 0.98',
    met: recall >= 0.98,
  };
}
