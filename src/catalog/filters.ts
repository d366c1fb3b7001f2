import { type SQL, sql } from 'drizzle-orm';
import type { CaseFacts, FilterKey, Filters } from '../domain/cases.js';

/** How texts are compared in filters: width, Unicode form, letter case and outer blanks do not count. */
export function fold(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}

/** What `case_filters` holds of a case. */
export function foldedFacts(caseId: string, facts: CaseFacts) {
  const folded = (text: string | undefined) => (text === undefined ? null : fold(text));
  return {
    caseId: fold(caseId),
    specimen: folded(facts.specimen),
    organ: folded(facts.organ),
    diagnosis: folded(facts.diagnosis),
    icdo3: folded(facts.icdo3),
    ageBand: folded(facts.ageBand),
    sex: folded(facts.sex),
    site: folded(facts.site),
    date: folded(facts.date),
    teaching: facts.teaching === undefined ? null : String(facts.teaching),
  };
}

/** Filters that speak of the case, as a condition on `case_filters f`. */
export function caseCondition(filters: Filters): SQL {
  return allOf(CASE_COLUMNS.map(([key, column]) => oneOf(column, key, filters[key])));
}

/** Filters that speak of the slide (stain, scanner), as a condition on `slides s`. */
export function slideCondition(filters: Filters): SQL {
  return allOf(SLIDE_COLUMNS.map(([key, column]) => oneOf(column, key, filters[key])));
}

/** True when a filter asks something of the slides of a case. */
export function filtersSlides(filters: Filters): boolean {
  return SLIDE_COLUMNS.some(([key]) => filters[key] !== undefined);
}

/** Columns of `case_filters f` and `slides s`, by the filter that reads them. Never made of user text. */
export const CASE_COLUMNS: readonly (readonly [FilterKey, SQL])[] = [
  ['organ', sql`f.organ`],
  ['diagnosis', sql`f.diagnosis`],
  ['icdo3', sql`f.icdo3`],
  ['specimen', sql`f.specimen`],
  ['site', sql`f.site`],
  ['sex', sql`f.sex`],
  ['ageBand', sql`f.age_band`],
  ['date', sql`f.date`],
  ['teaching', sql`f.teaching`],
  ['caseId', sql`f.case_id`],
];

export const SLIDE_COLUMNS: readonly (readonly [FilterKey, SQL])[] = [
  ['stain', sql`s.stain_folded`],
  ['scanner', sql`s.scanner_folded`],
];

function oneOf(column: SQL, key: FilterKey, values: readonly string[] | undefined): SQL | undefined {
  if (values === undefined) return undefined;
  const folded = values.map(fold);
  if (folded.length === 0) return sql`0`;
  if (key !== 'date') return sql`${column} IN ${folded}`;
  const prefixes = folded.map((prefix) => sql`substr(${column}, 1, ${prefix.length}) = ${prefix}`);
  return sql`(${sql.join(prefixes, sql` OR `)})`;
}

function allOf(conditions: readonly (SQL | undefined)[]): SQL {
  const given = conditions.filter((condition) => condition !== undefined);
  return given.length === 0 ? sql`1` : sql.join(given, sql` AND `);
}
