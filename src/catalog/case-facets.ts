import { setImmediate } from 'node:timers/promises';
import { type SQL, sql } from 'drizzle-orm';
import type { FilterKey } from '../domain/cases.js';
import { matches } from './case-lists.js';
import type { TesseraDatabase } from './database.js';
import { slideCondition } from './filters.js';
import type { CaseQuery, Facet } from './port.js';

/**
 * Value → cases, for every field that has few values: not for caseId, and dates by year. A field's own filter does not
 * count for it, so that one sees what a second value would add. Values that differ only in letter case are one, shown
 * as the first of them in order.
 */
export async function readFacets(database: TesseraDatabase, query: CaseQuery): Promise<Facet[]> {
  const facets: Facet[] = [];
  for (const [key, count] of countsOf(query)) {
    // Each field takes some ms among ten thousand cases: what else waits gets its turn in between.
    if (facets.length > 0) await setImmediate();
    facets.push({ key, values: database.read(() => database.orm.all(count)) });
  }
  return facets;
}

function countsOf(query: CaseQuery): (readonly [Facet['key'], SQL])[] {
  const without = (key: FilterKey): CaseQuery => ({
    ...query,
    filters: { ...query.filters, [key]: undefined },
  });
  return [
    ...CASE_FACETS.map(([key, folded, shown]) => [key, countCases(without(key), folded, shown)] as const),
    ...SLIDE_FACETS.map(([key, folded, shown]) => [key, countBySlides(without(key), folded, shown)] as const),
    ['status', countBySlides({ ...query, status: undefined }, sql`s.status`, sql`s.status`)],
  ];
}

function countCases(query: CaseQuery, folded: SQL, shown: SQL): SQL {
  return sql`
    SELECT min(${shown}) AS value, count(*) AS cases
    FROM cases c JOIN case_filters f ON f.case_key = c.key
    WHERE ${matches(query)} AND ${folded} IS NOT NULL
    GROUP BY ${folded} ORDER BY cases DESC, value`;
}

function countBySlides(query: CaseQuery, folded: SQL, shown: SQL): SQL {
  return sql`
    SELECT min(${shown}) AS value, count(DISTINCT c.key) AS cases
    FROM cases c JOIN case_filters f ON f.case_key = c.key JOIN slides s ON s.case_key = c.key
    WHERE ${matches(query)} AND s.state = 'archived' AND ${slideCondition(query.filters)} AND ${folded} IS NOT NULL
    GROUP BY ${folded} ORDER BY cases DESC, value`;
}

type FacetColumns = readonly (readonly [FilterKey, SQL, SQL])[];

const CASE_FACETS: FacetColumns = [
  ['organ', sql`f.organ`, sql`c.organ`],
  ['diagnosis', sql`f.diagnosis`, sql`c.diagnosis`],
  ['icdo3', sql`f.icdo3`, sql`c.icdo3`],
  ['specimen', sql`f.specimen`, sql`c.specimen`],
  ['site', sql`f.site`, sql`c.site`],
  ['sex', sql`f.sex`, sql`c.sex`],
  ['ageBand', sql`f.age_band`, sql`c.age_band`],
  ['date', sql`substr(f.date, 1, 4)`, sql`substr(c.date, 1, 4)`],
  ['teaching', sql`f.teaching`, sql`f.teaching`],
];

const SLIDE_FACETS: FacetColumns = [
  ['stain', sql`s.stain_folded`, sql`s.stain`],
  ['scanner', sql`s.scanner_folded`, sql`s.scanner`],
];
