import { sql } from 'drizzle-orm';
import type { Filters } from '../domain/cases.js';
import type { CaseNames } from './case-names.js';
import type { TesseraDatabase } from './database.js';
import { caseCondition, slideCondition } from './filters.js';
import type { SearchableSlide } from './port.js';

/**
 * Archived slides with tiles in a space, by key. Three columns of numbers come as JSON lists in one row, which is a
 * third of the time that ten thousand rows take on their way into JavaScript.
 */
export function readSearchable(
  database: TesseraDatabase,
  names: CaseNames,
  spaceKey: number,
  filters: Filters,
): SearchableSlide[] {
  return database.read(() => {
    const columns = database.orm.get<{ slides: string; cases: string; tiles: string }>(sql`
      SELECT json_group_array(slide) AS slides, json_group_array(caseKey) AS cases,
        json_group_array(indexed) AS tiles
      FROM (
        SELECT s.key AS slide, s.case_key AS caseKey, l.indexed
        FROM slide_spaces l
        JOIN slides s ON s.key = l.slide_key
        JOIN case_filters f ON f.case_key = s.case_key
        WHERE l.space_key = ${spaceKey} AND l.indexed > 0 AND s.state = 'archived'
          AND ${slideCondition(filters)} AND ${caseCondition(filters)}
        ORDER BY s.key)`);
    const slides = JSON.parse(columns.slides) as number[];
    const caseKeys = JSON.parse(columns.cases) as number[];
    const tiles = JSON.parse(columns.tiles) as number[];
    const known = names.ofCases(caseKeys);
    return slides.map((slideKey, at) => {
      const caseKey = caseKeys[at]!;
      const { caseId, patientId, diagnosis, site } = known.get(caseKey)!;
      return { slideKey, caseKey, caseId, patientId, diagnosis, site, tiles: tiles[at]! };
    });
  });
}
