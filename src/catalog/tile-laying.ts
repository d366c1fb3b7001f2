import { setImmediate } from 'node:timers/promises';
import type { PlannedTile } from '../domain/tile-tasks.js';
import type { TesseraDatabase } from './database.js';

/** Tiles laid per transaction: about 10 ms, so that a large slide does not make the server wait. */
const TILES_PER_TRANSACTION = 4_000;

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
    `INSERT INTO tiles (slide_key, space_key, x, y, width, height, tissue) VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const finish = connection.prepare(
    'UPDATE slide_spaces SET laid = 1, planned = ? WHERE slide_key = ? AND space_key = ?',
  );
  const laying = new Map<string, Promise<void>>();

  async function lay(slideKey: number, spaceKey: number, tiles: readonly PlannedTile[]): Promise<void> {
    for (let from = 0; from === 0 || from < tiles.length; from += TILES_PER_TRANSACTION) {
      if (from > 0) await setImmediate();
      const goesOn = database.writeBatch(() => {
        const laid = stateOf.get(slideKey, spaceKey);
        if (from === 0) {
          if (laid === 1 || open.run(spaceKey, slideKey).changes === 0) return false;
          sweep.run(slideKey, spaceKey);
        } else if (laid === undefined) {
          return false; // the slide was deleted meanwhile
        }
        for (const tile of tiles.slice(from, from + TILES_PER_TRANSACTION)) {
          const tissue = Math.round(tile.tissue * 1000);
          insert.run(slideKey, spaceKey, tile.x, tile.y, tile.width, tile.height, tissue);
        }
        if (from + TILES_PER_TRANSACTION >= tiles.length) finish.run(tiles.length, slideKey, spaceKey);
        return true;
      });
      if (!goesOn) return;
    }
  }

  return async (slideKey: number, spaceKey: number, tiles: readonly PlannedTile[]): Promise<void> => {
    const grid = `${slideKey}/${spaceKey}`;
    const running = laying.get(grid);
    if (running !== undefined) return running;
    const work = lay(slideKey, spaceKey, tiles).finally(() => laying.delete(grid));
    laying.set(grid, work);
    return work;
  };
}
