import { madeUpArchive, SHARES } from '../archive/made-up-archive.mjs';
import { createQuestions } from '../raw/questions.mjs';
import { openRawSearch } from '../raw/raw-search.mjs';
import { call, startServer } from '../server.mjs';
import { median, ms, quantile, sum, timed } from '../times.mjs';

const SIZES = {
  small: { shape: { cases: 200, tiles: 100, sidePx: 2048 }, repeats: 5 },
  default: { shape: { cases: 1000, tiles: 100 }, repeats: 40 },
  full: { shape: { cases: 500, tiles: 2000, wide: true }, repeats: 40 },
};
const NEAREST = 10;

/** Questions of one tile of which only a part of the archive may answer. */
export async function measure(size) {
  const { shape, repeats } = SIZES[size];
  const archive = await madeUpArchive(shape);
  const raw = await openRawSearch(archive);
  const server = await startServer(archive.folder, archive);
  const next = await createQuestions(archive.askers);
  const slides = new Map((await call(server.url, '/slides?state=visiting')).items.map((s) => [s.name, s.id]));
  const ask = ({ name, region }, filters) =>
    call(server.url, '/searches', { slideId: slides.get(name), region, filters, view: 'tiles', k: NEAREST });
  for (let i = 0; i < 5; i++) await ask(next(1), {});
  const rows = [];
  for (const share of SHARES) {
    const allowed = Uint8Array.from(raw.slides, (_, i) => (i % share.every === 0 ? 1 : 0));
    const taken = [];
    for (let i = 0; i < repeats; i++) taken.push(await inTurn(ask, raw, next(1), share, allowed));
    rows.push(rowOf((100 * sum(allowed)) / allowed.length, taken));
  }
  await server.stop();
  await raw.close();
  return {
    title: size === 'full' ? 'Filtered search, a million vectors' : 'Filtered search',
    about:
      `${archive.rows.toLocaleString('en')} vectors of ${raw.dim} numbers in ${archive.cases} cases, one query tile, over HTTP. ` +
      'Measured: the stage that finds the nearest 100 among those allowed. Reference: the faster of the two plain ' +
      'ways, hnswlib-node with its filter called back for every row it passes, and one matrix product over the ' +
      'allowed rows with the ten best kept. recall@10 is that of the answer against the full scan.',
    rows,
  };
}

async function inTurn(ask, raw, question, { filters }, allowed) {
  const [httpMs, answer] = await timed(() => ask(question, filters));
  const query = await raw.embed(question);
  const [graphMs] = await timed(() => raw.filtered(query, allowed));
  const [scanMs, truth] = await timed(() => raw.exact(query, NEAREST, allowed));
  const shown = new Set(answer.tiles.map(({ tileId }) => tileId));
  const found = truth.filter((tileId) => shown.has(tileId)).length;
  return { httpMs, candidatesMs: answer.ms.candidates, graphMs, scanMs, recall: found / truth.length };
}

function rowOf(percent, taken) {
  const mid = (pick) => median(taken.map(pick));
  const [own, graph, scan] = [
    mid((t) => t.candidatesMs),
    mid(({ graphMs }) => graphMs),
    mid(({ scanMs }) => scanMs),
  ];
  const recall = taken.reduce((all, t) => all + t.recall, 0) / taken.length;
  const p95 = quantile(
    taken.map((t) => t.httpMs),
    0.95,
  );
  return {
    what: `${percent} % allowed`,
    measured: `${ms(own)}; over HTTP p50 ${ms(mid(({ httpMs }) => httpMs))}, p95 ${ms(p95)}; recall@10 ${recall.toFixed(4)}`,
    reference: `hnswlib with filter ${ms(graph)}, scan of the allowed ${ms(scan)}`,
    ratio: own / Math.min(graph, scan),
    target: 'recall ≥ 0.98',
    met: recall >= 0.98,
  };
}
