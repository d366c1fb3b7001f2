import type { Box } from '../server/types.js';

export type Pair = {
  readonly queryTile: number;
  readonly query: Box;
  readonly region: Box;
  readonly slideId: string;
  readonly similarity: number;
};
export type NumberedPair = Pair & { readonly number: number };

/** The strongest of a large question: more numbers than these only cover the tissue. */
const PAIRS_SHOWN = 9;

/**
 * Pairs of one hit under the numbers that the query shows: the strongest pairs of the hit that stands first. The same
 * number means the same tile of the query in every viewer.
 */
export function numberPairs(first: readonly Pair[], own: readonly Pair[]): NumberedPair[] {
  const shown = [...first].sort((a, b) => b.similarity - a.similarity).slice(0, PAIRS_SHOWN);
  const byTile = new Map(own.map((pair) => [pair.queryTile, pair]));
  return shown.flatMap(({ queryTile }, i) => {
    const pair = byTile.get(queryTile);
    return pair ? [{ ...pair, number: i + 1 }] : [];
  });
}
