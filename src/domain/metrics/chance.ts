import { groupBy } from '../group.js';
import type { Rng } from '../rng.js';
import { createRng, drawInt } from '../rng.js';
import type { FigureName, Figures } from './retrieval-figures.js';
import { computeFigures, tallyClasses } from './retrieval-figures.js';
import type { RetrievalQuery } from './retrieval-marks.js';
import { DEEPEST_RANK, markQueries } from './retrieval-marks.js';

const CHANCE_SEED = 5;
/** Random rankings in all: puts the standard error of a share below 0.0016. */
const RANKINGS = 100_000;
const MAX_ROUNDS = 1000;

/** One thing that may answer: whose it is and what it is called. */
export type PoolItem = { readonly patientId: string; readonly label: string };

/**
 * The chance line: every figure as it would be with neighbours in random order, i.e. by the label shares of the
 * pool alone (metrics.md). Items of the query's own patient are not drawn. Drawn with a fixed seed rather than
 * worked out, so that each figure has the same definition as the one it stands beside.
 */
export function chanceFigures(queries: readonly RetrievalQuery[], items: readonly PoolItem[]): Figures {
  const rng = createRng(CHANCE_SEED);
  const pool = sortByPatient(items);
  const rounds = Math.min(MAX_ROUNDS, Math.max(1, Math.ceil(RANKINGS / Math.max(1, queries.length))));
  const once = new Uint16Array(queries.length).fill(1);
  const sums = new Map<FigureName, { sum: number; rounds: number }>();
  let names: FigureName[] = [];
  for (let round = 0; round < rounds; round++) {
    const shuffled = queries.map((query) => ({ ...query, ranked: drawRanking(rng, pool, query.patientId) }));
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

type Pool = {
  /** Labels, those of one patient side by side. */
  readonly labels: readonly string[];
  /** Where each patient's block begins and ends. */
  readonly blocks: ReadonlyMap<string, { readonly from: number; readonly to: number }>;
};

function sortByPatient(items: readonly PoolItem[]): Pool {
  const labels: string[] = [];
  const blocks = new Map<string, { from: number; to: number }>();
  for (const [patientId, own] of groupBy(items, (item) => item.patientId)) {
    blocks.set(patientId, { from: labels.length, to: labels.length + own.length });
    for (const { label } of own) labels.push(label);
  }
  return { labels, blocks };
}

const NOWHERE = { from: 0, to: 0 };

/** Labels of up to ten different items of other patients, in random order. */
function drawRanking(rng: Rng, { labels, blocks }: Pool, patientId: string): string[] {
  const { from, to } = blocks.get(patientId) ?? NOWHERE;
  const others = labels.length - (to - from);
  const drawn: number[] = [];
  while (drawn.length < Math.min(DEEPEST_RANK, others)) {
    const at = drawInt(rng, others);
    if (!drawn.includes(at)) drawn.push(at);
  }
  return drawn.map((at) => labels[at < from ? at : at + to - from]!);
}
