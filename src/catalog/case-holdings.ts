import { sql } from 'drizzle-orm';
import type { TesseraDatabase } from './database.js';
import type { CaseHoldings } from './port.js';

/** What cases hold, from the ledger: counting their tiles would read every one of them. */
export function countHoldings(database: TesseraDatabase, ids: readonly string[]): CaseHoldings {
  const wanted = sql`SELECT c.key FROM cases c WHERE c.id IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`;
  return database.read(() =>
    database.orm.get<CaseHoldings>(sql`
      WITH wanted AS (${wanted})
      SELECT (SELECT count(*) FROM wanted) AS cases,
        (SELECT count(*) FROM slides s WHERE s.case_key IN wanted) AS slides,
        (SELECT coalesce(sum(l.indexed), 0) FROM slide_spaces l JOIN slides s ON s.key = l.slide_key
          WHERE s.case_key IN wanted) AS tiles`),
  );
}
