import type { Rng } from '../rng.js';
import { createRng, drawInt } from '../rng.js';
import type { FigureName, Figures } from './retrieval-figures.js';
import { computeFigures, tallyClasses } from './retrieval-figures.js';
import type { RetrievalQuery } from './retrieval-marks.js';
import { DEEPEST_RANK, markQueries } from './retrieval-marks.js';

const CHANCE_SEED = 5;
/** Random rankings in all: puts the standard error of a share below 0.0012. */
const RANKINGS = 200_000;
const MAX_ROUNDS = 1000;

/**
 * The chance line: every figure as it would be with neighbours in random order, i.e. by the label shares of the
 * pool alone (metrics.md). The pool of a query is the queries of all other patients. Drawn with a fixed seed
 * rather than worked out, so that each figure has the same definition as the one it stands beside.
 */
export function chanceFigures(queries: readonly RetrievalQuery[]): Figures {
  const rng = createRng(CHANCE_SEED);
  const pool = sortByPatient(queries);
  const rounds = Math.min(MAX_ROUNDS, Math.max(1, Math.ceil(RANKINGS / Math.max(1, queries.length))));
  const once = new Uint16Array(queries.length).fill(1);
  const sums = new Map<FigureName, { sum: number; rounds: number }>();
  let names: FigureName[] = [];
  for (let round = 0; round < rounds; round++) {
    const shuffled = pool.map((entry) => ({ ...entry.query, ranked: drawRanking(rng, pool, entry) }));
    const figures = computeFigures(tallyClasses(markQueries(shuffled), once));
    names = Object.keys(figures) as FigureName[];
    for (const name of names) {
      const value = figures[name];
      const own = sums.get(name) ?? { sum: 0, rounds: 0 };
      if (value !== undefined) sums.set(name, { sum: own.sum + value, rounds: own.rounds + 1 });
    }
  }
  const means = names.map((name) => {
    const own = sums.get(name);
    return [name, own === undefined ? undefined : own.sum / own.rounds] as const;
  });
  return Object.fromEntries(means) as Figures;
}

/** A query and where its patient's block begins and ends in the pool. */
type PoolEntry = { readonly query: RetrievalQuery; readonly from: number; readonly to: number };

function sortByPatient(queries: readonly RetrievalQuery[]): PoolEntry[] {
  const blocks = new Map<string, RetrievalQuery[]>();
  for (const query of queries) {
    const own = blocks.get(query.patientId);
    if (own === undefined) blocks.set(query.patientId, [query]);
    else own.push(query);
  }
  let from = 0;
  return [...blocks.values()].flatMap((own) => {
    const to = from + own.length;
    const entries = own.map((query) => ({ query, from, to }));
    from = to;
    return entries;
  });
}

/** Labels of up to five different queries of other patients, in random order. */
function drawRanking(rng: Rng, pool: readonly PoolEntry[], { from, to }: PoolEntry): string[] {
  const others = pool.length - (to - from);
  const drawn: number[] = [];
  while (drawn.length < Math.min(DEEPEST_RANK, others)) {
    const at = drawInt(rng, others);
    if (!drawn.includes(at)) drawn.push(at);
  }
  return drawn.map((at) => pool[at < from ? at : at + to - from]!.query.label);
}
