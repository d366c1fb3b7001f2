import { TesseraError } from '../domain/errors.js';
import type { EmbeddedTile } from '../domain/tile-tasks.js';
import type { ChangeLog } from './change-log.js';
import type { TesseraDatabase } from './database.js';
import { bytesOf } from './packed.js';

export type SpaceRow = { readonly key: number; readonly dim: number };

type Batch = {
  readonly tileIds: readonly number[];
  readonly tiles: readonly EmbeddedTile[];
  readonly vectors: Uint16Array;
  readonly dim: number;
};
/** What of a batch still counts: tiles that are there and were pending. */
type Fresh = { readonly tileId: number; readonly tile: EmbeddedTile; readonly row: number };

/** Writes one batch in one transaction: tile states, vectors, ledger sums and the change number agree or none is there. */
export function createCommit(database: TesseraDatabase, log: ChangeLog) {
  const { connection } = database;
  const slideState = connection.prepare('SELECT state FROM slides WHERE key = ?').pluck();
  const isPending = connection
    .prepare(`SELECT 1 FROM tiles WHERE id = ? AND slide_key = ? AND space_key = ? AND state = 'pending'`)
    .pluck();
  const insertVectors = connection.prepare(
    'INSERT INTO vectors (slide_key, space_key, change, tiles, tile_ids, vectors) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const settle = connection.prepare(
    'UPDATE tiles SET state = ?, vectors_key = ?, reason = ?, error = ? WHERE id = ?',
  );
  const sum = connection.prepare(
    `UPDATE slide_spaces SET indexed = indexed + ?, skipped = skipped + ?, failed = failed + ?
     WHERE slide_key = ? AND space_key = ?`,
  );
  const countReason = connection.prepare(
    `INSERT INTO skip_reasons (slide_key, space_key, reason, tiles) VALUES (?, ?, ?, 1)
     ON CONFLICT DO UPDATE SET tiles = tiles + 1`,
  );

  function writeVectors(slideKey: number, spaceKey: number, batch: Batch, fresh: readonly Fresh[]) {
    const indexed = fresh.filter(({ tile }) => tile.status === 'indexed');
    if (indexed.length === 0) return { key: null, indexed: 0 };
    const change = slideState.get(slideKey) === 'archived' ? log.next(spaceKey) : null;
    const ids = Uint32Array.from(indexed, ({ tileId }) => tileId);
    const rows = pickRows(batch, indexed);
    const { lastInsertRowid } = insertVectors.run(
      slideKey,
      spaceKey,
      change,
      ids.length,
      bytesOf(ids),
      bytesOf(rows),
    );
    return { key: lastInsertRowid, indexed: ids.length };
  }

  return (slideKey: number, space: SpaceRow, batch: Batch): void => {
    const spaceKey = space.key;
    const numbered = withRows(batch, space.dim);
    database.writeBatch(() => {
      const fresh = numbered.filter(({ tileId }) => isPending.get(tileId, slideKey, spaceKey) !== undefined);
      const vectors = writeVectors(slideKey, spaceKey, batch, fresh);
      let skipped = 0;
      let failed = 0;
      for (const { tileId, tile } of fresh) {
        if (tile.status === 'indexed') {
          settle.run('indexed', vectors.key, null, null, tileId);
        } else if (tile.status === 'skipped') {
          settle.run('skipped', null, tile.reason, null, tileId);
          countReason.run(slideKey, spaceKey, tile.reason);
          skipped++;
        } else {
          settle.run('failed', null, null, JSON.stringify(tile.error), tileId);
          failed++;
        }
      }
      sum.run(vectors.indexed, skipped, failed, slideKey, spaceKey);
    });
  };
}

/** Gives each indexed tile its row of the batch's vectors, and refuses a batch that contradicts itself. */
function withRows(batch: Batch, dim: number): Fresh[] {
  let rows = 0;
  const seen = new Set(batch.tileIds);
  const numbered = batch.tileIds.map((tileId, index) => {
    const tile = batch.tiles[index];
    return { tileId, tile: tile!, row: tile?.status === 'indexed' ? rows++ : -1 };
  });
  const agrees =
    batch.tiles.length === batch.tileIds.length &&
    seen.size === batch.tileIds.length &&
    batch.dim === dim &&
    batch.vectors.length === rows * dim;
  if (agrees && batch.vectors.every(isFinite16)) return numbered;
  throw new TesseraError(
    'bad-vector',
    'a batch whose tiles and vectors do not match, or with values that are no numbers',
    {
      details: {
        tileIds: batch.tileIds.length,
        tiles: batch.tiles.length,
        indexed: rows,
        dim: batch.dim,
        spaceDim: dim,
        values: batch.vectors.length,
      },
    },
  );
}

function pickRows(batch: Batch, indexed: readonly Fresh[]): Uint16Array {
  const { dim, vectors } = batch;
  if (indexed.length * dim === vectors.length) return vectors;
  const picked = new Uint16Array(indexed.length * dim);
  for (const [place, { row }] of indexed.entries()) {
    picked.set(vectors.subarray(row * dim, (row + 1) * dim), place * dim);
  }
  return picked;
}

/** float16: an exponent of all ones is an infinity or no number. */
function isFinite16(bits: number): boolean {
  return (bits & 0x7c00) !== 0x7c00;
}
