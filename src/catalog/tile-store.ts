import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Space } from '../domain/models.js';
import type { CaseNames } from './case-names.js';
import type { ChangeLog } from './change-log.js';
import { readCoverage, readMissing } from './coverage.js';
import type { TesseraDatabase } from './database.js';
import type { TileStore } from './port.js';
import { slideSpaces, spaces, tiles } from './schema.js';
import { readSearchable } from './searchable.js';
import { createSharedGrids } from './shared-grid.js';
import type { Removal } from './slide-removal.js';
import type { SpaceRows } from './space-rows.js';
import { createCommit } from './tile-commit.js';
import { createLaying, gridOf } from './tile-laying.js';
import { readLedger } from './tile-ledger.js';
import { createTileReading } from './tile-reading.js';

/** Tiles, vectors and ledger in SQLite. Hot statements are prepared once, by the files this one puts together. */
export function createTileStore(
  database: TesseraDatabase,
  parts: { log: ChangeLog; removal: Removal; names: CaseNames; spaceRows: SpaceRows },
): TileStore {
  const spaceOf = parts.spaceRows.of;
  const keyOf = (spaceId: string) => spaceOf(spaceId).key;
  const lay = createLaying(database);
  const commit = createCommit(database, parts.log);
  const shared = createSharedGrids(database);
  const reading = createTileReading(database);
  /** Ends at the first slide of each space, where `usedSpaces` counts all of them. */
  const answering = database.connection.prepare(
    `SELECT p.id, p.model_id AS modelId, p.model_sha256 AS modelSha256, p.mpp, p.tile_px AS tilePx, p.dim
     FROM spaces p
     WHERE p.leaving = 0 AND EXISTS (
       SELECT 1 FROM slide_spaces l JOIN slides s ON s.key = l.slide_key
       WHERE l.space_key = p.key AND l.indexed > 0 AND s.state = 'archived')
     ORDER BY p.key`,
  );

  return {
    ensureSpaces: async (wanted) => ensureSpaces(database, wanted),
    spaces: async () => usedSpaces(database),
    answering: async () => database.read(() => answering.all() as Space[]),
    checkThere: async (spaceIds) => spaceIds.forEach(keyOf),
    coverage: async () => readCoverage(database),
    missing: async (wanted) => readMissing(database, wanted),
    plan: async (slideKey, spaceId, planned) => lay(slideKey, keyOf(spaceId), gridOf(planned)),
    async planAsTwin(slideKey, spaceId) {
      const spaceKey = keyOf(spaceId);
      const twin = database.read(() => shared.find(slideKey, spaceKey));
      if (twin === undefined) return false;
      if ('absent' in twin) noteAbsent(database, slideKey, spaceKey, twin.absent);
      else await lay(slideKey, spaceKey, twin);
      return true;
    },
    isJudged: async (slideKey, spaceId) => database.read(() => shared.isJudged(slideKey, keyOf(spaceId))),
    noteAbsent: async (slideKey, spaceId, reason) => noteAbsent(database, slideKey, keyOf(spaceId), reason),
    pending: async (slideKey, spaceId, limit) => reading.pending(slideKey, keyOf(spaceId), limit),
    commit: async (slideKey, spaceId, batch) => commit(slideKey, spaceOf(spaceId), batch),
    clear: async (slideKey) => database.write(() => parts.removal.clearTiles(slideKey)),
    retryFailed: async (slideKey, spaceIds) => retryFailed(database, slideKey, spaceIds.map(keyOf)),
    ledger: async (slideKey) => readLedger(database, slideKey),
    places: async (tileIds) => reading.places(tileIds),
    placesOf: async (slideKey, spaceId) => reading.placesOf(slideKey, keyOf(spaceId)),
    stored: async (slideKey, spaceId) => reading.stored(slideKey, keyOf(spaceId)),
    vectors: async (spaceId, tileIds) => reading.vectors(keyOf(spaceId), tileIds),
    searchable: async (spaceId, filters) => readSearchable(database, parts.names, keyOf(spaceId), filters),
  };
}

function retryFailed(database: TesseraDatabase, slideKey: number, spaceKeys: number[]): number {
  return database.writeBatch(() => {
    const ofSlide = and(eq(tiles.slideKey, slideKey), inArray(tiles.spaceKey, spaceKeys));
    const failed = and(ofSlide, eq(tiles.state, 'failed'));
    const again = database.orm
      .update(tiles)
      .set({ state: 'pending', error: null })
      .where(failed)
      .run().changes;
    const sums = and(eq(slideSpaces.slideKey, slideKey), inArray(slideSpaces.spaceKey, spaceKeys));
    database.orm.update(slideSpaces).set({ failed: 0 }).where(sums).run();
    return again;
  });
}

function noteAbsent(database: TesseraDatabase, slideKey: number, spaceKey: number, reason: string): void {
  database.write(() =>
    database.orm.run(sql`
      INSERT INTO slide_spaces (slide_key, space_key, absent) SELECT key, ${spaceKey}, ${reason} FROM slides
      WHERE key = ${slideKey}
      ON CONFLICT (slide_key, space_key) DO UPDATE SET absent = excluded.absent`),
  );
}

function ensureSpaces(database: TesseraDatabase, wanted: readonly Space[]): void {
  if (wanted.length === 0) return;
  database.write(() =>
    database.orm
      .insert(spaces)
      .values([...wanted])
      .onConflictDoNothing()
      .run(),
  );
}

function usedSpaces(database: TesseraDatabase) {
  return database.read(() =>
    database.orm.all<Space & { tiles: number; slides: number }>(sql`
      SELECT p.id, p.model_id AS modelId, p.model_sha256 AS modelSha256, p.mpp, p.tile_px AS tilePx, p.dim,
        coalesce(sum(CASE WHEN s.state = 'archived' THEN l.indexed END), 0) AS tiles,
        count(CASE WHEN s.state = 'archived' AND l.indexed > 0 THEN 1 END) AS slides
      FROM spaces p
      LEFT JOIN slide_spaces l ON l.space_key = p.key
      LEFT JOIN slides s ON s.key = l.slide_key
      WHERE p.leaving = 0
      GROUP BY p.key ORDER BY p.key`),
  );
}
