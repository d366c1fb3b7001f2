import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { foldedFacts } from './filters.js';
import { opaqueId } from './opaque-id.js';
import { caseFilters, cases } from './schema.js';

/**
 * A case for a slide that no case list names: its own case and its own patient. Both are called by the opaque
 * id, which can never be a hospital's.
 */
export function addUnlistedCase(orm: BetterSQLite3Database, now: number): number {
  const id = opaqueId('c_');
  const { key } = orm
    .insert(cases)
    .values({ id, caseId: id, patientId: id, listed: false, extra: {}, createdAt: now, updatedAt: now })
    .returning({ key: cases.key })
    .get();
  orm
    .insert(caseFilters)
    .values({ caseKey: key, ...foldedFacts(id, {}) })
    .run();
  return key;
}
