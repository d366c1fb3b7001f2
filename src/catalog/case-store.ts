import { eq } from 'drizzle-orm';
import type { Case } from '../domain/cases.js';
import type { CaseClaims } from './case-claims.js';
import { readFacets } from './case-facets.js';
import { countHoldings } from './case-holdings.js';
import { countCases, countListed, listCases, listIds } from './case-lists.js';
import { toCase } from './case-rows.js';
import type { CaseWriting } from './case-writing.js';
import type { TesseraDatabase } from './database.js';
import { keyIn } from './key-set.js';
import type { CaseStore } from './port.js';
import { cases, slides } from './schema.js';
import type { Removal } from './slide-removal.js';
import { toSlide } from './slide-rows.js';

/** Cases in SQLite. */
export function createCaseStore(
  database: TesseraDatabase,
  parts: { writing: CaseWriting; claims: CaseClaims; removal: Removal },
): CaseStore {
  const { orm } = database;
  const one = (column: typeof cases.id | typeof cases.caseId, value: string): Case | undefined =>
    database.read(() => {
      const row = orm.select().from(cases).where(eq(column, value)).get();
      return row === undefined ? undefined : toCase(row);
    });

  return {
    claimFor: async (fileName) => database.read(() => parts.claims.claimFor(fileName)),
    get: async (id) => one(cases.id, id),
    getByCaseId: async (caseId) => one(cases.caseId, caseId),
    async getByKeys(keys) {
      const rows = database.read(() => orm.select().from(cases).where(keyIn(cases.key, keys)).all());
      return new Map(rows.map((row) => [row.key, toCase(row)]));
    },
    async ofPatient(patientId) {
      const where = eq(cases.patientId, patientId);
      return database.read(() => orm.select().from(cases).where(where).orderBy(cases.key).all().map(toCase));
    },
    list: async (query) => listCases(database, query),
    ids: async (query, limit) => listIds(database, query, limit),
    total: async (query) => countListed(database, query),
    holdings: async (ids) => countHoldings(database, ids),
    facets: async (query) => readFacets(database, query),
    setTeaching: async (id, teaching) => database.write(() => parts.writing.setTeaching(id, teaching)),
    count: async () => countCases(database),
    async remove(id) {
      return database.write(() => {
        const found = orm.select({ key: cases.key }).from(cases).where(eq(cases.id, id)).get();
        if (found === undefined) return [];
        const own = orm.select().from(slides).where(eq(slides.caseKey, found.key)).orderBy(slides.key).all();
        for (const slide of own) parts.removal.removeSlide(slide.key);
        parts.removal.removeCase(found.key);
        return own.map(toSlide);
      });
    },
  };
}
