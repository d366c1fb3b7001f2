import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { openCatalog } from '../archive/open-catalog.mjs';
import { built } from '../built.mjs';
import { inScratch } from '../house.mjs';
import { childrenOf, computedBy } from '../processes.mjs';
import { startChild } from '../raw/child.mjs';
import { startServer } from '../server.mjs';
import { phantomSlides } from '../slides.mjs';
import { median, ms, quantile, sum, timed } from '../times.mjs';

const SIZES = {
  small: { slides: 2, sidePx: 2048, tiles: 60, rounds: 1 },
  default: { slides: 3, sidePx: 4096, tiles: 400, rounds: 5 },
  full: { slides: 3, sidePx: 4096, tiles: 400, rounds: 5 },
};
/** Connections that a browser opens to one server. */
const CONNECTIONS = 6;
const QUALITY = 82;
const cores = availableParallelism();

/** Deep Zoom tiles over HTTP, in turns with plain reading and encoding of the same boxes. */
export function measure(size) {
  const { slides, sidePx, tiles, rounds } = SIZES[size];
  return inScratch(async (data) => {
    const { files } = await phantomSlides(slides, sidePx);
    const { addVisitor, catalog } = await openCatalog(`${data}/tessera.db`, { model: 'stain-texture' });
    const ids = [];
    for (const file of files) ids.push((await addVisitor(file, await infoOf(file))).id);
    await catalog.close();
    const server = await startServer(data);
    const children = await Promise.all(Array.from({ length: cores }, () => startChild('pictures')));
    const next = await createWalk(files, ids, sidePx);
    await takeRound(server, children, next(60));
    const taken = [];
    for (let i = 0; i < rounds; i++) taken.push(await takeRound(server, children, next(tiles)));
    for (const child of children) child.stop();
    await server.stop();
    return report(taken, { slides, sidePx, tiles });
  });
}

async function infoOf(file) {
  const { openSlide } = await built('slides/open.js');
  const { slideFormats } = await built('slides/formats.js');
  const reader = await openSlide(file, slideFormats(), { maxPicturePixels: 2e8 });
  await reader.close();
  return reader.info;
}

/** Tiles as a viewer asks for them: screens of neighbours, at a place and level of chance, never the same again. */
async function createWalk(files, ids, sidePx) {
  const { deepZoomTile } = await built('domain/deepzoom.js');
  const { seededRandom } = await built('vectors/testing/clustered-vectors.js');
  const random = seededRandom(3);
  const finest = Math.ceil(Math.log2(sidePx));
  const [columns, rows] = [6, 4];
  return function next(count) {
    const found = [];
    while (found.length < count) {
      const slide = Math.floor(random() * files.length);
      const level = finest - Math.floor(random() * 3);
      const across = Math.ceil(sidePx / 2 ** (finest - level) / 256);
      const start = { x: Math.floor(random() * across), y: Math.floor(random() * across) };
      for (let i = 0; i < columns * rows; i++) {
        const [column, row] = [start.x + (i % columns), start.y + Math.floor(i / columns)];
        const place = deepZoomTile({ width: sidePx, height: sidePx }, level, column, row);
        if (!place) continue;
        const address = `/api/v1/slides/${ids[slide]}/slide_files/${level}/${column}_${row}.jpeg`;
        found.push({ address, path: files[slide], ...place, quality: QUALITY });
      }
    }
    return found.slice(0, count);
  };
}

async function takeRound(server, children, pictures) {
  const workers = childrenOf(server.pid);
  const computed = () => ({
    main: 1000 * computedBy(server.pid),
    workers: 1000 * sum(workers.map(computedBy)),
  });
  const before = computed();
  const over = await overHttp(server.url, pictures);
  const after = computed();
  const computing = { main: after.main - before.main, workers: after.workers - before.workers };
  const shares = children.map((_, i) => pictures.slice(...part(i, children.length, pictures.length)));
  const [rawMs] = await timed(() => Promise.all(children.map((child, i) => child.ask(shares[i]))));
  const alone = await children[0].ask(pictures);
  return { ...over, rawMs, alone, computing, count: pictures.length };
}

const part = (i, parts, count) => [Math.floor((i * count) / parts), Math.floor(((i + 1) * count) / parts)];

async function overHttp(url, pictures) {
  const times = [];
  let next = 0;
  const connection = async () => {
    while (next < pictures.length) {
      const { address } = pictures[next++];
      times.push((await timed(() => fetchPicture(`${url}${address}`)))[0]);
    }
  };
  const [httpMs] = await timed(() => Promise.all(Array.from({ length: CONNECTIONS }, connection)));
  return { httpMs, times };
}

async function fetchPicture(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${basename(address)}: ${response.status}`);
  return (await response.arrayBuffer()).byteLength;
}

function report(taken, { slides, sidePx, tiles }) {
  const of = (pick) => median(taken.map(pick));
  const rate = (took) => `${((1000 * tiles) / took).toFixed(0)} tiles/s`;
  const perTile = (pick) => `${(of(pick) / tiles).toFixed(2)} ms a tile`;
  const times = taken.flatMap((round) => round.times);
  return {
    title: 'Deep Zoom tiles',
    about:
      `${taken.length} rounds of ${tiles} tiles, screens of 6 × 4 neighbours at the three finest levels of ${slides} phantom ` +
      `slides of ${sidePx} × ${sidePx} px; HTTP by ${CONNECTIONS} connections. The reference reads and encodes the same boxes ` +
      'in child processes that do nothing else. Ratio: throughput over HTTP / throughput of the reference.',
    rows: [
      {
        what: `against ${cores} processes, one per core`,
        measured: rate(of(({ httpMs }) => httpMs)),
        reference: rate(of(({ rawMs }) => rawMs)),
        ratio: of(({ rawMs, httpMs }) => rawMs / httpMs),
      },
      {
        what: 'against one process',
        measured: rate(of(({ httpMs }) => httpMs)),
        reference: rate(of(({ alone }) => alone.ms)),
        ratio: of(({ alone, httpMs }) => alone.ms / httpMs),
      },
      {
        what: 'computing of its workers against one process',
        measured: perTile(({ computing }) => computing.workers),
        reference: perTile(({ alone }) => alone.computing),
        ratio: of(({ computing, alone }) => alone.computing / computing.workers),
      },
      { what: 'computing of the server process', measured: perTile(({ computing }) => computing.main) },
      {
        what: 'time of one tile',
        measured: `p50 ${ms(median(times))}, p95 ${ms(quantile(times, 0.95))}`,
        reference: `${ms(of(({ alone, count }) => alone.ms / count))} alone; ${CONNECTIONS} are asked for at once`,
      },
    ],
  };
}
