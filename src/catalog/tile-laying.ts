import { setImmediate } from 'node:timers/promises';
import type { PlannedTile } from '../domain/tile-tasks.js';
import type { TesseraDatabase } from './database.js';

/** Tiles laid per transaction: about 10 ms, so that a large slide does not make the server wait. */
const TILES_PER_TRANSACTION = 4_000;

/** A tile of a grid; with `skip` it is decided that it has no vector. */
type LaidTile = PlannedTile & { readonly skip?: string | undefined };

/** A grid in pieces; `judged`: the quality of all of its tiles is decided. */
export type Grid = { readonly pieces: Iterator<readonly LaidTile[]>; readonly judged: boolean };

/** A grid that is in memory. */
export function gridOf(tiles: readonly PlannedTile[]): Grid {
  function* pieces() {
    for (let from = 0; from < tiles.length; from += TILES_PER_TRANSACTION) {
      yield tiles.slice(from, from + TILES_PER_TRANSACTION);
    }
  }
  return { pieces: pieces(), judged: false };
}

/**
 * Lays a grid. To the outside it is one step: `laid` is set with the last tiles, and until then nobody sees any; what
 * a killed process left half laid goes first.
 */
export function createLaying(database: TesseraDatabase) {
  const { connection } = database;
  const stateOf = connection
    .prepare('SELECT laid FROM slide_spaces WHERE slide_key = ? AND space_key = ?')
    .pluck();
  const open = connection.prepare(
    `INSERT INTO slide_spaces (slide_key, space_key) SELECT key, ? FROM slides WHERE key = ?
     ON CONFLICT (slide_key, space_key) DO UPDATE SET absent = NULL`,
  );
  const sweep = connection.prepare('DELETE FROM tiles WHERE slide_key = ? AND space_key = ?');
  const insert = connection.prepare(
    `INSERT INTO tiles (slide_key, space_key, x, y, width, height, tissue, state, reason)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const finish = connection.prepare(
    `UPDATE slide_spaces SET laid = 1, planned = ?, skipped = ?, judged = ?
     WHERE slide_key = ? AND space_key = ?`,
  );
  const note = connection.prepare(
    'INSERT INTO skip_reasons (slide_key, space_key, reason, tiles) VALUES (?, ?, ?, ?)',
  );
  const laying = new Map<string, Promise<void>>();

  function insertTile(slideKey: number, spaceKey: number, tile: LaidTile): void {
    const { x, y, width, height, skip } = tile;
    const tissue = Math.round(tile.tissue * 1000);
    const state = skip === undefined ? 'pending' : 'skipped';
    insert.run(slideKey, spaceKey, x, y, width, height, tissue, state, skip ?? null);
  }

  async function lay(slideKey: number, spaceKey: number, { pieces, judged }: Grid): Promise<void> {
    let planned = 0;
    const reasons = new Map<string, number>();
    let piece: IteratorResult<readonly LaidTile[]> | undefined;
    for (let first = true; !piece?.done; first = false) {
      if (!first) await setImmediate();
      const goesOn = database.writeBatch(() => {
        const laid = stateOf.get(slideKey, spaceKey);
        if (first) {
          if (laid === 1 || open.run(spaceKey, slideKey).changes === 0) return false;
          sweep.run(slideKey, spaceKey);
        } else if (laid === undefined) {
          return false; // the slide was deleted meanwhile
        }
        piece ??= pieces.next();
        for (const tile of piece.done ? [] : piece.value) {
          insertTile(slideKey, spaceKey, tile);
          planned += 1;
          if (tile.skip !== undefined) reasons.set(tile.skip, (reasons.get(tile.skip) ?? 0) + 1);
        }
        piece = pieces.next();
        if (piece.done) {
          const skipped = [...reasons.values()].reduce((sum, tiles) => sum + tiles, 0);
          finish.run(planned, skipped, Number(judged), slideKey, spaceKey);
          for (const [reason, tiles] of reasons) note.run(slideKey, spaceKey, reason, tiles);
        }
        return true;
      });
      if (!goesOn) return;
    }
  }

  return async (slideKey: number, spaceKey: number, grid: Grid): Promise<void> => {
    const name = `${slideKey}/${spaceKey}`;
    const running = laying.get(name);
    if (running !== undefined) return running;
    const work = lay(slideKey, spaceKey, grid).finally(() => laying.delete(name));
    laying.set(name, work);
    return work;
  };
}
