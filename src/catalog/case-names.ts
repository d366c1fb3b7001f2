import type { TesseraDatabase } from './database.js';
import { keyIn } from './key-set.js';
import type { SearchableSlide } from './port.js';
import { cases } from './schema.js';

type Names = Pick<SearchableSlide, 'caseId' | 'patientId' | 'diagnosis' | 'site'>;

/**
 * What every search asks of every case, kept in memory: making 40,000 texts for 10,000 slides costs more than the
 * query. A case is forgotten in the transaction that changes it, and read again when it is next asked for; keys are
 * never given twice, so nothing else can go stale.
 */
export function createCaseNames(database: TesseraDatabase) {
  const known = new Map<number, Names>();
  const names = {
    caseId: cases.caseId,
    patientId: cases.patientId,
    diagnosis: cases.diagnosis,
    site: cases.site,
  };
  return {
    ofCases(caseKeys: readonly number[]): ReadonlyMap<number, Names> {
      const missing = [...new Set(caseKeys.filter((key) => !known.has(key)))];
      if (missing.length > 0) {
        const rows = database.orm
          .select({ key: cases.key, ...names })
          .from(cases)
          .where(keyIn(cases.key, missing))
          .all();
        for (const { key, ...found } of rows) known.set(key, found);
      }
      return known;
    },
    forget(caseKey: number): void {
      known.delete(caseKey);
    },
  };
}

export type CaseNames = ReturnType<typeof createCaseNames>;
