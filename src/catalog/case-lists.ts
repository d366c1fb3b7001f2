import { type SQL, sql } from 'drizzle-orm';
import type { Filters } from '../domain/cases.js';
import { toCase } from './case-rows.js';
import { wordQuery } from './case-words.js';
import { keyBefore, pageFrom, pageOf, placeOf } from './cursor.js';
import type { TesseraDatabase } from './database.js';
import { caseCondition, filtersSlides, fold, slideCondition } from './filters.js';
import { keyIn } from './key-set.js';
import type { CaseListQuery, CaseQuery, CaseSort, CaseSummary, Paged, SlideSummary } from './port.js';
import { cases, slides } from './schema.js';

/** A page of cases, newest first or by a fact. */
export function listCases(database: TesseraDatabase, query: CaseListQuery): Paged<CaseSummary> {
  return database.read(() => {
    const { sort = 'newest' } = query;
    const keys = sort === 'newest' ? newestKeys(database, query) : sortedKeys(database, query, SORTS[sort]);
    const rows = database.orm.select().from(cases).where(keyIn(cases.key, keys)).all();
    const byKey = new Map(rows.map((row) => [row.key, row]));
    const found = keys.flatMap((key) => byKey.get(key) ?? []);
    const own = slidesOf(database, keys);
    const toItem = (row: (typeof found)[number]) => ({ ...toCase(row), slides: own.get(row.key) ?? [] });
    if (sort === 'newest') return pageOf(found, query.limit, toItem);
    return pageFrom(beginOf(query), found, query.limit, toItem);
  });
}

/** Words as one reads them: without case, those that are missing at the end. */
const SORTS: Readonly<Record<Exclude<CaseSort, 'newest'>, SQL>> = {
  diagnosis: sql`f.diagnosis IS NULL, f.diagnosis`,
  organ: sql`f.organ IS NULL, f.organ, f.diagnosis`,
  date: sql`f.date IS NULL, f.date DESC`,
};

function newestKeys(database: TesseraDatabase, query: CaseListQuery): number[] {
  return database.orm
    .all<{ key: number }>(sql`
      SELECT c.key FROM cases c JOIN case_filters f ON f.case_key = c.key
      WHERE c.key < ${keyBefore(query.cursor)} AND ${matches(query)}
      ORDER BY c.key DESC LIMIT ${query.limit + 1} OFFSET ${query.offset ?? 0}`)
    .map((row) => row.key);
}

function sortedKeys(database: TesseraDatabase, query: CaseListQuery, order: SQL): number[] {
  return database.orm
    .all<{ key: number }>(sql`
      SELECT c.key FROM cases c JOIN case_filters f ON f.case_key = c.key
      WHERE ${matches(query)}
      ORDER BY ${order}, c.key DESC LIMIT ${query.limit + 1} OFFSET ${beginOf(query)}`)
    .map((row) => row.key);
}

function beginOf({ offset, cursor }: CaseListQuery): number {
  return offset ?? placeOf(cursor);
}

/** On `cases c` and `case_filters f`: what a list has. */
export function matches({ filters, text, status }: CaseQuery): SQL {
  return sql`${isShown(filters)} AND ${caseCondition(filters)} AND ${contains(text)} AND ${hasStatus(status)}`;
}

/** In one row: thousands of rows would take their time into JavaScript. */
export function listIds(database: TesseraDatabase, query: CaseQuery, limit: number): string[] {
  return database.read(() => {
    const { ids } = database.orm.get<{ ids: string }>(sql`
      SELECT json_group_array(id) AS ids FROM (
        SELECT c.id FROM cases c JOIN case_filters f ON f.case_key = c.key
        WHERE ${matches(query)} ORDER BY c.key DESC LIMIT ${limit})`);
    return JSON.parse(ids) as string[];
  });
}

/** How many cases a list has in all. */
export function countListed(database: TesseraDatabase, query: CaseQuery): number {
  return database.read(
    () =>
      database.orm.get<{ cases: number }>(sql`
        SELECT count(*) AS cases FROM cases c JOIN case_filters f ON f.case_key = c.key
        WHERE ${matches(query)}`).cases,
  );
}

export function countCases(database: TesseraDatabase): number {
  return database.read(
    () =>
      database.orm.get<{ cases: number }>(sql`SELECT count(*) AS cases FROM cases c WHERE ${isShown({})}`)
        .cases,
  );
}

/** On `cases c`: not one that Tessera made for a visiting slide, and with a slide as the filters ask. */
export function isShown(filters: Filters): SQL {
  const hasSlide = sql`EXISTS (SELECT 1 FROM slides s
    WHERE s.case_key = c.key AND s.state = 'archived' AND ${slideCondition(filters)})`;
  return filtersSlides(filters) ? hasSlide : sql`(c.listed OR ${hasSlide})`;
}

/** On `cases c` and `case_filters f`: its words hold the text, or its caseId does. */
function contains(text: string | undefined): SQL {
  if (text === undefined || text.trim() === '') return sql`1`;
  const inCaseId = sql`instr(f.case_id, ${fold(text)}) > 0`;
  const words = wordQuery(text);
  if (words === undefined) return inCaseId;
  return sql`(${inCaseId} OR c.key IN (SELECT rowid FROM case_text WHERE case_text MATCH ${words}))`;
}

/** On `cases c`: one of its archived slides has come so far. */
function hasStatus(status: CaseQuery['status']): SQL {
  if (status === undefined || status.length === 0) return sql`1`;
  return sql`EXISTS (SELECT 1 FROM slides s
    WHERE s.case_key = c.key AND s.state = 'archived' AND s.status IN ${[...status]})`;
}

function slidesOf(database: TesseraDatabase, caseKeys: readonly number[]): Map<number, SlideSummary[]> {
  const { id, caseKey, state, status, width, height, mpp } = slides;
  const rows = database.orm
    .select({ id, caseKey, state, status, width, height, mpp })
    .from(slides)
    .where(keyIn(slides.caseKey, caseKeys))
    .orderBy(slides.key)
    .all();
  const found = new Map<number, SlideSummary[]>();
  for (const { caseKey: owner, ...row } of rows) {
    const slide = {
      ...row,
      width: row.width ?? undefined,
      height: row.height ?? undefined,
      mpp: row.mpp ?? undefined,
    };
    found.set(owner, [...(found.get(owner) ?? []), slide]);
  }
  return found;
}
