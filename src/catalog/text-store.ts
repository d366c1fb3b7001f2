import { sql } from 'drizzle-orm';
import { wordQuery } from './case-words.js';
import type { TesseraDatabase } from './database.js';
import { caseCondition, filtersSlides, slideCondition } from './filters.js';
import type { TextStore } from './port.js';

/** Text search by SQLite's FTS5. A word of the diagnosis weighs four times one of the report or the notes. */
export function createTextStore(database: TesseraDatabase): TextStore {
  return {
    async search(words, filters, limit) {
      const query = wordQuery(words);
      if (query === undefined) return [];
      const slides = filtersSlides(filters)
        ? sql`AND EXISTS (SELECT 1 FROM slides s
            WHERE s.case_key = f.case_key AND s.state = 'archived' AND ${slideCondition(filters)})`
        : sql``;
      return database.read(() =>
        database.orm.all<{ caseKey: number; score: number }>(sql`
          SELECT t.rowid AS caseKey, -bm25(case_text, 4, 1, 1) AS score
          FROM case_text t JOIN case_filters f ON f.case_key = t.rowid
          WHERE case_text MATCH ${query} AND ${caseCondition(filters)} ${slides}
          ORDER BY score DESC, caseKey LIMIT ${limit}`),
      );
    },
  };
}
