import type Database from 'better-sqlite3';
import { asc, gt } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { toCase } from '../case-rows.js';
import { foldedFacts } from '../filters.js';
import { caseFilters, cases } from '../schema.js';
import { expectedWords, indexedWords } from './word-sums.js';

/** Cases looked at together. */
const PAGE = 1_000;

/** Keys of the cases whose filters or words do not say what the case says, and of rows of cases that are not there. */
export function findCaseFaults(connection: Database.Database): number[] {
  const orm = drizzle({ client: connection });
  const filters = new Map(
    orm
      .select()
      .from(caseFilters)
      .all()
      .map(({ caseKey, ...folded }) => [caseKey, folded]),
  );
  const words = indexedWords(connection);
  const faults: number[] = [];
  for (let last = 0; ; ) {
    const page = orm
      .select()
      .from(cases)
      .where(gt(cases.key, last))
      .orderBy(asc(cases.key))
      .limit(PAGE)
      .all();
    const found = page.map(toCase);
    const expected = expectedWords(found);
    for (const one of found) {
      const own = filters.get(one.key);
      const same = own !== undefined && isSameRow(own, foldedFacts(one.caseId, one));
      if (!same || words.get(one.key) !== expected.get(one.key)) faults.push(one.key);
      filters.delete(one.key);
      words.delete(one.key);
    }
    if (page.length < PAGE) break;
    last = page.at(-1)!.key;
  }
  return [...new Set([...faults, ...filters.keys(), ...words.keys()])].sort((a, b) => a - b);
}

function isSameRow(
  one: Readonly<Record<string, unknown>>,
  other: Readonly<Record<string, unknown>>,
): boolean {
  return Object.keys(other).every((name) => one[name] === other[name]);
}
