import { eq } from 'drizzle-orm';
import type { TesseraDatabase } from './database.js';
import type { TileLedger } from './port.js';
import { skipReasons, slideSpaces, spaces } from './schema.js';

/** The sums of a slide, a row per space. A grid that is not laid to its end counts as nothing planned. */
export function readLedger(database: TesseraDatabase, slideKey: number): TileLedger[] {
  return database.read(() => {
    const rows = database.orm
      .select({ sums: slideSpaces, spaceId: spaces.id })
      .from(slideSpaces)
      .innerJoin(spaces, eq(spaces.key, slideSpaces.spaceKey))
      .where(eq(slideSpaces.slideKey, slideKey))
      .orderBy(spaces.key)
      .all();
    const reasons = database.orm.select().from(skipReasons).where(eq(skipReasons.slideKey, slideKey)).all();
    return rows.map(({ sums, spaceId }) => ({
      spaceId,
      planned: sums.planned,
      indexed: sums.indexed,
      skipped: sums.skipped,
      failed: sums.failed,
      pending: sums.planned - sums.indexed - sums.skipped - sums.failed,
      reasons: Object.fromEntries(
        reasons.filter((row) => row.spaceKey === sums.spaceKey).map((row) => [row.reason, row.tiles]),
      ),
      absent: sums.absent ?? undefined,
    }));
  });
}
