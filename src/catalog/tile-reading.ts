import type { TilePlaces } from '../domain/tile-grid.js';
import type { TesseraDatabase } from './database.js';
import { toUint16, toUint32 } from './packed.js';
import type { TilePlace } from './port.js';
import { preparePlaces } from './tile-places.js';

const PLACE = 't.id AS tileId, t.slide_key AS slideKey, t.x, t.y, t.width, t.height';

type Batch = { readonly tileIds: Uint32Array; readonly vectors: Uint16Array };

/** Reading of single tiles and of a slide's stored ones, by prepared statements. */
export function createTileReading(database: TesseraDatabase) {
  const { connection } = database;
  const pending = connection.prepare(
    `SELECT ${PLACE} FROM tiles t
     WHERE t.slide_key = ? AND t.space_key = ? AND t.state = 'pending'
       AND (SELECT laid FROM slide_spaces l WHERE l.slide_key = t.slide_key AND l.space_key = t.space_key) = 1
     ORDER BY t.id LIMIT ?`,
  );
  const place = connection.prepare(`SELECT ${PLACE} FROM tiles t WHERE t.id = ?`);
  const placesOfSlide = connection.prepare(
    `SELECT ${PLACE} FROM tiles t WHERE t.slide_key = ? AND t.space_key = ? AND t.state = 'indexed'`,
  );
  const readPlaces = preparePlaces(connection);
  const batchesOfSlide = connection.prepare(
    'SELECT tile_ids AS ids, vectors FROM vectors WHERE slide_key = ? AND space_key = ? ORDER BY key',
  );
  const batchOfTile = connection
    .prepare('SELECT vectors_key FROM tiles WHERE id = ? AND space_key = ?')
    .pluck();
  const batchByKey = connection.prepare('SELECT tile_ids AS ids, vectors FROM vectors WHERE key = ?');

  return {
    pending: (slideKey: number, spaceKey: number, limit: number) =>
      database.read(() => pending.all(slideKey, spaceKey, limit) as TilePlace[]),

    places(tileIds: readonly number[]): Map<number, TilePlace> {
      const found = database.read(() => tileIds.map((id) => place.get(id) as TilePlace | undefined));
      return new Map(found.flatMap((tile) => (tile === undefined ? [] : [[tile.tileId, tile]])));
    },

    placesOf: (slideKey: number, spaceKey: number) =>
      database.read(() => toPlaces(slideKey, readPlaces(slideKey, spaceKey))),

    stored(slideKey: number, spaceKey: number): { places: TilePlace[]; vectors: Uint16Array } {
      return database.read(() => {
        const rows = placesOfSlide.all(slideKey, spaceKey) as TilePlace[];
        const byId = new Map(rows.map((row) => [row.tileId, row]));
        const batches = (batchesOfSlide.all(slideKey, spaceKey) as RawBatch[]).map(toBatch);
        return {
          places: batches.flatMap((batch) => Array.from(batch.tileIds, (id) => byId.get(id)!)),
          vectors: joined(batches.map((batch) => batch.vectors)),
        };
      });
    },

    vectors(spaceKey: number, tileIds: readonly number[]): Map<number, Uint16Array> {
      return database.read(() => {
        const batches = new Map<number, Batch>();
        const found = new Map<number, Uint16Array>();
        for (const id of tileIds) {
          const key = batchOfTile.get(id, spaceKey) as number | null | undefined;
          if (key === undefined || key === null) continue;
          const batch = batches.get(key) ?? toBatch(batchByKey.get(key) as RawBatch);
          batches.set(key, batch);
          found.set(id, rowOf(batch, id));
        }
        return found;
      });
    },
  };
}

function toPlaces(slideKey: number, { tileIds, xs, ys, widths, heights }: TilePlaces): TilePlace[] {
  return Array.from(tileIds, (tileId, i) => ({
    tileId,
    slideKey,
    x: xs[i]!,
    y: ys[i]!,
    width: widths[i]!,
    height: heights[i]!,
  }));
}

type RawBatch = { readonly ids: Buffer; readonly vectors: Buffer };

function toBatch(raw: RawBatch): Batch {
  return { tileIds: toUint32(raw.ids), vectors: toUint16(raw.vectors) };
}

function rowOf(batch: Batch, tileId: number): Uint16Array {
  const dim = batch.vectors.length / batch.tileIds.length;
  const row = batch.tileIds.indexOf(tileId);
  return batch.vectors.slice(row * dim, (row + 1) * dim);
}

function joined(parts: readonly Uint16Array[]): Uint16Array {
  const whole = new Uint16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
