import type { Candidate } from './best-rows.js';
import { wholeSlides } from './blocks.js';
import type { chooseMethod } from './choose-method.js';
import { scanForBest } from './exact.js';
import type { Graph } from './graph.js';
import { packHits, SPARE_CANDIDATES, settle } from './hits.js';
import type { MatMul } from './mat-mul.js';
import type { Hits, SearchRequest } from './port.js';
import type { SlideRows, SpaceRows } from './rows.js';

export type SearchParts = {
  readonly rows: SpaceRows;
  /** The graph, as far as it is built. */
  readonly graph: Graph | undefined;
  readonly matMul: MatMul;
  readonly searchEffort: number;
  readonly choose: typeof chooseMethod;
};

type Lists = (readonly Candidate[])[];

/** One search over one space: candidates by a scan or by the graph, then put in order by exact similarity. */
export async function searchSpace(parts: SearchParts, request: SearchRequest): Promise<Hits> {
  const { rows, matMul } = parts;
  const { queries, k } = request;
  const slides = rows.pick(request.slides);
  const searchable = slides.reduce((sum, slide) => sum + slide.rows, 0);
  const limit = Math.min(k, searchable) + SPARE_CANDIDATES;
  const walked = request.exact ? undefined : await walk(parts, request, slides, searchable, limit);
  const lists = walked ?? (await scanForBest(wholeSlides(slides), queries, rows.dim, limit, matMul));
  const hits = lists.map((candidates, q) => settle(candidates, queries, q, rows.dim, k));
  return packHits(hits, searchable, walked ? 'graph' : 'exact');
}

/**
 * Candidates from the graph, and from a scan of the rows that it has not got yet; undefined when scanning all
 * is faster. A query for which the graph finds too few (its allowed rows lie far apart) is scanned.
 */
async function walk(
  { rows, graph, matMul, searchEffort, choose }: SearchParts,
  { queries, slides: keys }: SearchRequest,
  slides: readonly SlideRows[],
  searchable: number,
  limit: number,
): Promise<Lists | undefined> {
  if (!graph) return undefined;
  const { dim } = rows;
  const effort = Math.max(searchEffort, 2 * limit);
  const missing = graph.live < rows.rows ? graph.missing(slides) : [];
  const missingRows = missing.reduce((sum, { from, to }) => sum + to - from, 0);
  const method = choose({
    dim,
    queries: queries.length / dim,
    limit,
    allowedRows: searchable,
    graphRows: graph.live,
    missingRows,
    effort,
  });
  if (method === 'exact') return undefined;
  // No await before the walk is over: what `missing` says must still hold, and the graph may be replaced.
  // All rows may answer: nothing to call back for at every row that is passed.
  const allowed = keys && searchable < rows.rows ? new Set(slides) : undefined;
  const found = walkAll(graph, queries, dim, limit, effort, allowed);
  const tail = missingRows > 0 ? await scanForBest(missing, queries, dim, limit, matMul) : [];
  const wanted = Math.min(limit, searchable - missingRows);
  return Promise.all(
    found.map(async (candidates, q) => {
      if (candidates.length >= wanted) return [...candidates, ...(tail[q] ?? [])];
      const query = queries.subarray(q * dim, (q + 1) * dim);
      return (await scanForBest(wholeSlides(slides), query, dim, limit, matMul))[0]!;
    }),
  );
}

function walkAll(
  graph: Graph,
  queries: Float32Array,
  dim: number,
  limit: number,
  effort: number,
  allowed: ReadonlySet<SlideRows> | undefined,
): Lists {
  return Array.from({ length: queries.length / dim }, (_, q) =>
    graph.search(queries.subarray(q * dim, (q + 1) * dim), limit, effort, allowed),
  );
}
