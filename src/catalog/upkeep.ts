import { setImmediate } from 'node:timers/promises';
import { eq } from 'drizzle-orm';
import { toCase } from './case-rows.js';
import type { CaseText } from './case-text.js';
import type { ChangeLog } from './change-log.js';
import type { TesseraDatabase } from './database.js';
import { foldedFacts } from './filters.js';
import type { Upkeep } from './port.js';
import { caseFilters, cases, slides } from './schema.js';
import { toColumns, toSlide } from './slide-rows.js';
import type { SpaceRows } from './space-rows.js';

/** Rows derived in one transaction: a few ms, so that nobody waits for all of them. */
const ROWS_TOGETHER = 100;

/** Derives anew what can be derived, in SQLite. */
export function createUpkeep(
  database: TesseraDatabase,
  parts: { text: CaseText; log: ChangeLog; spaceRows: SpaceRows },
): Upkeep {
  const { orm, connection } = database;
  const keyOf = (spaceId: string) => parts.spaceRows.of(spaceId).key;
  const recount = createRecount(connection);
  const free = connection.prepare(
    `UPDATE tiles SET state = 'pending', vectors_key = NULL
     WHERE slide_key = ? AND space_key = ? AND state = 'indexed'`,
  );
  const drop = connection.prepare('DELETE FROM vectors WHERE slide_key = ? AND space_key = ?');

  function deriveCase(key: number): void {
    orm.delete(caseFilters).where(eq(caseFilters.caseKey, key)).run();
    parts.text.remove(key);
    const row = orm.select().from(cases).where(eq(cases.key, key)).get();
    if (row === undefined) return;
    const found = toCase(row);
    orm
      .insert(caseFilters)
      .values({ caseKey: key, ...foldedFacts(found.caseId, found) })
      .run();
    parts.text.set(key, found);
  }

  function deriveSlide(key: number): void {
    const row = orm.select().from(slides).where(eq(slides.key, key)).get();
    if (row === undefined) return;
    const { name, stain, scanner } = toSlide(row);
    orm.update(slides).set(toColumns({ name, stain, scanner })).where(eq(slides.key, key)).run();
  }

  async function inPages(keys: readonly number[], derive: (key: number) => void): Promise<void> {
    for (let from = 0; from < keys.length; from += ROWS_TOGETHER) {
      database.write(() => keys.slice(from, from + ROWS_TOGETHER).forEach(derive));
      await setImmediate();
    }
  }

  return {
    deriveCases: (keys) => inPages(keys, deriveCase),
    deriveSlides: (keys) => inPages(keys, deriveSlide),
    countTiles: async (slideKey, spaceId) => database.write(() => recount(slideKey, keyOf(spaceId))),
    async dropVectors(slideKey, spaceId) {
      const spaceKey = keyOf(spaceId);
      database.write(() => {
        parts.log.removeFrom(spaceKey, slideKey);
        free.run(slideKey, spaceKey);
        drop.run(slideKey, spaceKey);
        recount(slideKey, spaceKey);
      });
    },
  };
}

/** Sums the ledger of a slide in a space from its tiles; a grid without tiles was never laid. */
function createRecount(connection: TesseraDatabase['connection']) {
  const open = connection.prepare(
    'INSERT INTO slide_spaces (slide_key, space_key) VALUES (?, ?) ON CONFLICT DO NOTHING',
  );
  const sum = connection.prepare(
    `UPDATE slide_spaces SET (laid, planned, indexed, skipped, failed) = (
       SELECT count(*) > 0, count(*), coalesce(sum(state = 'indexed'), 0), coalesce(sum(state = 'skipped'), 0),
         coalesce(sum(state = 'failed'), 0)
       FROM tiles t WHERE t.slide_key = slide_spaces.slide_key AND t.space_key = slide_spaces.space_key)
     WHERE slide_key = ? AND space_key = ?`,
  );
  const forget = connection.prepare('DELETE FROM skip_reasons WHERE slide_key = ? AND space_key = ?');
  const reasons = connection.prepare(
    `INSERT INTO skip_reasons (slide_key, space_key, reason, tiles)
     SELECT slide_key, space_key, reason, count(*) FROM tiles
     WHERE slide_key = ? AND space_key = ? AND state = 'skipped' AND reason IS NOT NULL GROUP BY reason`,
  );
  return (slideKey: number, spaceKey: number): void => {
    for (const statement of [open, sum, forget, reasons]) statement.run(slideKey, spaceKey);
  };
}
