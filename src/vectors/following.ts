import { TesseraError } from '../domain/errors.js';
import { Breath } from './breath.js';
import { finiteRows } from './check-vectors.js';
import type { VectorSource } from './port.js';
import type { SlideRows, SpaceRows } from './rows.js';

/** How far the rows of a space follow the catalog. */
export type Following = {
  readonly change: number;
  /** Tiles whose stored vectors are not finite: left out. */
  readonly refused: readonly number[];
};

/**
 * Applies every change after `after` to the rows, in slices of `sliceMs`; `gone` hears of slides whose rows
 * are no longer good.
 */
export async function followSource(
  rows: SpaceRows,
  source: VectorSource,
  spaceId: string,
  after: number,
  gone: (slide: SlideRows) => void,
  sliceMs: number,
): Promise<Following> {
  // Read before the changes: what is numbered up to here is surely among them. A catalog that folds its log
  // need not repeat the last numbers (a removal of rows that we never had).
  let change = Math.max(after, source.head(spaceId));
  if (change === after) return { change, refused: [] };
  const refused: number[] = [];
  const breath = new Breath(sliceMs);
  for (const next of source.changes(spaceId, after)) {
    change = Math.max(change, next.change);
    const old =
      next.kind === 'remove' ? rows.remove(next.slideKey) : addFinite(rows, next, rows.dim, refused);
    if (old) gone(old);
    if (breath.due()) await breath.take();
  }
  rows.trim();
  return { change, refused };
}

/** The error that tells of stored vectors that were left out. */
export function refusedTiles(spaceId: string, refused: readonly number[]): TesseraError {
  return new TesseraError(
    'bad-vector',
    'Stored vectors hold values that are not finite; left out of the index',
    {
      hint: 'Ingest the slides of these tiles again.',
      details: { spaceId, tiles: refused.length, firstTileIds: refused.slice(0, 10) },
    },
  );
}

type Added = Extract<
  ReturnType<VectorSource['changes']> extends Iterable<infer C> ? C : never,
  { kind: 'add' }
>;

function addFinite(rows: SpaceRows, added: Added, dim: number, refused: number[]): SlideRows | undefined {
  const good = finiteRows(added, dim, refused);
  if (good.tileIds.length === 0) return undefined;
  return rows.add(added.slideKey, good.tileIds, good.vectors, added.change);
}
