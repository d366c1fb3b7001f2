import type { ModelVersion } from '../domain/models.js';
import type { TesseraDatabase } from './database.js';
import type { SpaceRows } from './space-rows.js';

/** Rows that go in one transaction: about 10 ms, so that questions hardly wait. */
const TILES_AT_ONCE = 2_000;
/** A row of vectors is a batch of some 24 tiles. */
const BATCHES_AT_ONCE = 100;
/** Pages given back to the disk at once. */
const PAGES_AT_ONCE = 500;

/**
 * How spaces go: hidden at once, in one transaction; then their rows, slice by slice, so that a million vectors do not
 * hold up the server; last the pages of the file that they have left.
 */
export function createSpaceLeaving(database: TesseraDatabase, rows: SpaceRows) {
  const { connection } = database;
  const mark = connection.prepare(
    'UPDATE spaces SET leaving = 1 WHERE model_id = ? AND model_sha256 = ? AND leaving = 0',
  );
  const marked = connection
    .prepare('SELECT id FROM spaces WHERE model_id = ? AND model_sha256 = ? AND leaving = 1 ORDER BY key')
    .pluck();
  const list = connection.prepare('SELECT id FROM spaces WHERE leaving = 1 ORDER BY key').pluck();
  const keyOf = connection.prepare('SELECT key FROM spaces WHERE id = ? AND leaving = 1').pluck();
  const slideIn = connection
    .prepare('SELECT slide_key FROM slide_spaces WHERE space_key = ? LIMIT 1')
    .pluck();
  const slices = [
    connection.prepare(
      `DELETE FROM tiles WHERE id IN
         (SELECT id FROM tiles WHERE slide_key = ? AND space_key = ? LIMIT ${TILES_AT_ONCE})`,
    ),
    connection.prepare(
      `DELETE FROM vectors WHERE key IN
         (SELECT key FROM vectors WHERE slide_key = ? AND space_key = ? LIMIT ${BATCHES_AT_ONCE})`,
    ),
  ];
  const endSlide = ['skip_reasons', 'slide_spaces'].map((table) =>
    connection.prepare(`DELETE FROM ${table} WHERE slide_key = ? AND space_key = ?`),
  );
  const dropCalibration = connection.prepare('DELETE FROM calibrations WHERE space_id = ?');
  const dropRemovals = connection.prepare('DELETE FROM removals WHERE space_key = ?');
  const dropSpace = connection.prepare('DELETE FROM spaces WHERE key = ?');

  return {
    /** In the caller's transaction. Answers the ids of all spaces of the model that are going, also from before. */
    hide({ modelId, modelSha256 }: ModelVersion): string[] {
      mark.run(modelId, modelSha256);
      const ids = marked.all(modelId, modelSha256) as string[];
      for (const id of ids) {
        rows.forget(id);
        dropCalibration.run(id);
      }
      return ids;
    },

    isGoing: ({ modelId, modelSha256 }: ModelVersion) => marked.get(modelId, modelSha256) !== undefined,
    list: () => list.all() as string[],

    /** Removes a slice of a space that is going; false when nothing of it is left. */
    sweep(spaceId: string): boolean {
      return database.writeBatch(() => {
        const spaceKey = keyOf.get(spaceId) as number | undefined;
        if (spaceKey === undefined) return false;
        const slideKey = slideIn.get(spaceKey) as number | undefined;
        if (slideKey !== undefined) {
          const removed = slices.map((slice) => slice.run(slideKey, spaceKey).changes);
          if (removed.every((count) => count === 0)) for (const end of endSlide) end.run(slideKey, spaceKey);
          return true;
        }
        dropCalibration.run(spaceId);
        dropRemovals.run(spaceKey);
        dropSpace.run(spaceKey);
        return false;
      });
    },

    /** Gives free pages of the file back to the disk, some at a time; false when none are left to give. */
    shrink(): boolean {
      return database.read(() => {
        const free = connection.pragma('freelist_count', { simple: true }) as number;
        const canShrink = connection.pragma('auto_vacuum', { simple: true }) === 2;
        if (free > 0 && canShrink) connection.pragma(`incremental_vacuum(${PAGES_AT_ONCE})`);
        const left = connection.pragma('freelist_count', { simple: true }) as number;
        // The file itself becomes shorter when the log is folded into it.
        if (left === 0 || left === free) connection.pragma('wal_checkpoint(PASSIVE)');
        return left > 0 && left < free;
      });
    },
  };
}
