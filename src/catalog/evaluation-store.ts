import { and, desc, eq, lt } from 'drizzle-orm';
import { keyBefore, pageOf } from './cursor.js';
import type { TesseraDatabase } from './database.js';
import { opaqueId } from './opaque-id.js';
import type { EvaluationStore } from './port.js';
import { evaluations } from './schema.js';

/** Measurements, as they were made: nothing of them is ever changed. */
export function createEvaluationStore(database: TesseraDatabase, now: () => number): EvaluationStore {
  const { orm } = database;
  return {
    async add(kind, report) {
      const row = { id: opaqueId('e_'), kind, madeAt: now(), report };
      database.write(() => orm.insert(evaluations).values(row).run());
      return { id: row.id, madeAt: row.madeAt };
    },
    async list(kind, { limit, cursor }) {
      const rows = database.read(() =>
        orm
          .select()
          .from(evaluations)
          .where(and(eq(evaluations.kind, kind), lt(evaluations.key, keyBefore(cursor))))
          .orderBy(desc(evaluations.key))
          .limit(limit + 1)
          .all(),
      );
      return pageOf(rows, limit, ({ id, madeAt, report }) => ({ id, madeAt, report }));
    },
  };
}
