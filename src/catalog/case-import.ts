import type { CaseRow } from '../domain/cases.js';
import type { CaseClaims } from './case-claims.js';
import type { CaseWriting } from './case-writing.js';
import type { TesseraDatabase } from './database.js';
import type { ImportReport } from './port.js';

/**
 * Takes a case list in one transaction: first every case, then what the rows say of files, and last the slides
 * that are here, since which row a file belongs to may depend on all of them.
 */
export function importCases(
  database: TesseraDatabase,
  parts: { writing: CaseWriting; claims: CaseClaims },
  rows: readonly CaseRow[],
): ImportReport {
  return database.write(() => {
    const cases = [...byCaseId(rows).values()].map((own) => ({ own, ...parts.writing.write(own) }));
    const noted = cases.map(({ key, own }) => parts.claims.note(key, own));
    const given = cases.map(({ key, own }) => parts.claims.give(key, own));

    const counts = { created: 0, updated: 0, unchanged: 0 };
    for (const [index, { outcome }] of cases.entries()) {
      const touched = outcome === 'unchanged' && (noted[index] || given[index]!.changed);
      counts[touched ? 'updated' : outcome]++;
    }
    return {
      rows: rows.length,
      ...counts,
      claimedSlides: given.reduce((sum, { claimed }) => sum + claimed, 0),
      mppChanged: given.flatMap(({ mppChanged }) => mppChanged),
    };
  });
}

function byCaseId(rows: readonly CaseRow[]): Map<string, CaseRow[]> {
  const groups = new Map<string, CaseRow[]>();
  for (const row of rows) {
    const group = groups.get(row.caseId);
    if (group === undefined) groups.set(row.caseId, [row]);
    else group.push(row);
  }
  return groups;
}
