import { desc, lt } from 'drizzle-orm';
import { keyBefore, pageOf } from './cursor.js';
import type { TesseraDatabase } from './database.js';
import type { AuditLog } from './port.js';
import { audit } from './schema.js';

/** Who changed what, newest first. The table itself refuses to change or lose a row. */
export function createAuditLog(database: TesseraDatabase, now: () => number): AuditLog {
  const { orm } = database;
  return {
    async write({ actor, action, subject, details }) {
      const row = { at: now(), actor, action, subject, details };
      database.write(() => orm.insert(audit).values(row).run());
    },
    async list({ limit, cursor }) {
      const rows = database.read(() =>
        orm
          .select()
          .from(audit)
          .where(lt(audit.key, keyBefore(cursor)))
          .orderBy(desc(audit.key))
          .limit(limit + 1)
          .all(),
      );
      return pageOf(rows, limit, ({ key: _key, details, ...entry }) => ({
        ...entry,
        details: details ?? undefined,
      }));
    },
  };
}
