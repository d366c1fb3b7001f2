import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import hnswlib from 'hnswlib-node';
import { built } from '../built.mjs';
import { timed } from '../times.mjs';

const { decodeFloat16 } = await built('domain/float16.js');

const NEAREST = 100;
const CANDIDATES = 50;
const BLOCK_ROWS = 4096;

/**
 * What a search is made of and nothing else: embed, hnswlib-node, one matrix product per candidate case. The
 * graph has the settings of the product's (it is the same file where the product has one).
 * @param {{ folder: string, models: string, model: string }} archive
 */
export async function openRawSearch({ folder, models, model }) {
  const { DEFAULT_OPTIONS } = await built('vectors/options.js');
  const { createMatMul } = await built('inference/matmul.js');
  const rows = await readRows(join(folder, 'tessera.db'));
  const graph = readGraph(folder, rows) ?? linkRows(rows, DEFAULT_OPTIONS);
  const effort = Math.max(DEFAULT_OPTIONS.searchEffort, 2 * (NEAREST + 16));
  const matMul = await createMatMul();
  const { embed, close } = await openEmbedding(join(models, model));
  return {
    dim: rows.dim,
    embed,
    close,
    /** ms of both stages, and the cases re-scored. */
    async search(queries) {
      const count = queries.length / rows.dim;
      const [graphMs, cases] = await timed(() => candidatesOf(graph, rows, queries, count, effort));
      const [rescoreMs] = await timed(() => rescore(rows, cases, queries, count, matMul));
      return { graphMs, rescoreMs, cases: cases.length };
    },
    /** The graph with a filter that it calls for every row it passes. */
    filtered: (query, allowed) => walk(graph, query, effort, (label) => allowed[graph.slideAt[label]] === 1),
    /** Exact: the k best tile ids, of the allowed slides where given. */
    exact: (query, k, allowed) => scan(rows, query, k, matMul, allowed),
    slides: rows.slides,
  };
}

/** All vectors of the archive's one space, as they lie in the catalog: one run of rows per slide. */
async function readRows(file) {
  const { createVectorSource } = await built('catalog/vector-source.js');
  const source = createVectorSource(file);
  const { id, dim } = source.spaces().find((space) => source.count(space.id) > 0);
  const count = source.count(id);
  const vectors = new Uint16Array(count * dim);
  const tileIds = new Uint32Array(count);
  const slides = [];
  let at = 0;
  for (const { slideKey, tileIds: ids, vectors: part } of source.changes(id, 0)) {
    vectors.set(part, at * dim);
    tileIds.set(ids, at);
    if (slides.at(-1)?.slideKey === slideKey) slides.at(-1).to = at + ids.length;
    else slides.push({ slideKey, from: at, to: at + ids.length });
    at += ids.length;
  }
  source.close();
  return { dim, count, vectors, tileIds, slides };
}

/** The product's own file, read by the library alone. */
function readGraph(folder, { dim, slides }) {
  const names = existsSync(join(folder, 'index')) ? sidecarsIn(join(folder, 'index')) : [];
  if (names.length === 0) return undefined;
  const { graphFile, labelFile, rows } = names[0];
  const native = new hnswlib.HierarchicalNSW('ip', dim);
  native.readIndexSync(join(folder, 'index', graphFile));
  const bytes = readFileSync(join(folder, 'index', labelFile));
  const slideKeys = new Uint32Array(Uint8Array.from(bytes).buffer).subarray(rows);
  const numbers = new Map(slides.map(({ slideKey }, i) => [slideKey, i]));
  return { native, slideAt: slideKeys.map((key) => numbers.get(key)) };
}

function sidecarsIn(folder) {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return names.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
}

function linkRows({ dim, count, vectors, slides }, { graphLinks, buildEffort }) {
  const native = new hnswlib.HierarchicalNSW('ip', dim);
  native.initIndex(count, graphLinks, buildEffort);
  const slideAt = new Uint32Array(count);
  slides.forEach(({ from, to }, i) => {
    slideAt.fill(i, from, to);
  });
  for (let row = 0; row < count; row++) native.addPoint(decoded(vectors, row, dim), row);
  return { native, slideAt };
}

function decoded(vectors, row, dim) {
  return Array.from(decodeFloat16(vectors.subarray(row * dim, (row + 1) * dim)));
}
function walk({ native }, query, effort, filter) {
  native.setEf(effort);
  return native.searchKnn(Array.from(query), NEAREST, filter).neighbors;
}

/** Slides that own a hit, in the order in which they are met, up to as many as are re-scored. */
function candidatesOf(graph, { dim }, queries, count, effort) {
  const met = new Set();
  for (let q = 0; q < count; q++) {
    for (const label of walk(graph, queries.subarray(q * dim, (q + 1) * dim), effort)) {
      met.add(graph.slideAt[label]);
    }
  }
  return [...met].slice(0, CANDIDATES);
}

/** Best similarity per case and query. */
async function rescore({ dim, vectors, slides }, cases, queries, count, matMul) {
  const best = new Float32Array(cases.length * count).fill(-2);
  for (const [c, slide] of cases.entries()) {
    const { from, to } = slides[slide];
    const scores = await matMul(vectors.subarray(from * dim, to * dim), queries, dim);
    for (let i = 0, q = 0; i < scores.length; i++, q = q + 1 === count ? 0 : q + 1) {
      if (scores[i] > best[c * count + q]) best[c * count + q] = scores[i];
    }
  }
  return best;
}

async function scan({ dim, vectors, tileIds, slides }, query, k, matMul, allowed) {
  let best = [];
  for (const [i, { from, to }] of slides.entries()) {
    if (allowed && allowed[i] !== 1) continue;
    for (let at = from; at < to; at += BLOCK_ROWS) {
      const end = Math.min(to, at + BLOCK_ROWS);
      best = better(best, await matMul(vectors.subarray(at * dim, end * dim), query, dim), tileIds, at, k);
    }
  }
  return best.map(({ id }) => id);
}

function better(best, scores, tileIds, from, k) {
  const floor = best.length < k ? Number.NEGATIVE_INFINITY : best.at(-1).similarity;
  const found = [];
  for (let i = 0; i < scores.length; i++) {
    if (scores[i] > floor) found.push({ id: tileIds[from + i], similarity: scores[i] });
  }
  if (found.length === 0) return best;
  return [...best, ...found].sort((a, b) => b.similarity - a.similarity).slice(0, k);
}

/** Reads and embeds boxes one after the other on this thread; vectors rounded as the product's are. */
async function openEmbedding(modelFolder) {
  const { decodeWithOneThread } = await built('slides/threads.js');
  const { openSlide } = await built('slides/open.js');
  const { slideFormats } = await built('slides/formats.js');
  const { createOnnxEncoder } = await built('inference/onnx-encoder.js');
  const { encodeFloat16 } = await built('domain/float16.js');
  decodeWithOneThread();
  const encoder = await createOnnxEncoder(modelFolder, { threads: 1 });
  const { dim, scales } = encoder.manifest;
  const side = scales[0].tilePx;
  const readers = new Map();
  return {
    async embed({ path, boxes }) {
      if (!readers.has(path)) readers.set(path, openSlide(path, slideFormats(), { maxPicturePixels: 2e8 }));
      const reader = await readers.get(path);
      const vectors = new Float32Array(boxes.length * dim);
      for (const [i, box] of boxes.entries()) {
        const [vector] = await encoder.embed([await reader.region(box, { width: side, height: side })]);
        vectors.set(decodeFloat16(encodeFloat16(vector)), i * dim);
      }
      return vectors;
    },
    async close() {
      for (const reader of readers.values()) await (await reader).close();
      await encoder.close();
    },
  };
}
