import type { CaseRow } from '../domain/cases.js';
import { TesseraError } from '../domain/errors.js';
import { toCaseRows } from './case-list-rows.js';
import { type CaseListFault, readCsv, readJson } from './case-list-table.js';
import { decodeCaseList } from './case-list-text.js';

export type CaseList = {
  readonly rows: CaseRow[];
  /** Names that Tessera has no meaning for, as they are spelled; their cells are kept as extra fields. */
  readonly unknownNames: string[];
};

/** Faults told one by one; beyond that only their number helps. */
const FAULTS_TOLD = 1_000;

/**
 * Reads a case list: CSV (comma, semicolon or tab; UTF-8, UTF-16 or GB18030) with a line of names, or JSON (a list
 * of objects, or `{cases: [...]}`). Refuses it whole with `invalid-case-list`, whose `details.faults` name every
 * line and column that is wrong.
 *
 * @example parseCaseList('file,case_id\na.svs,C1\n', 'csv').rows[0].caseId // 'C1'
 */
export function parseCaseList(content: string | Uint8Array, kind: 'csv' | 'json'): CaseList {
  const text = decodeCaseList(content);
  if ('fault' in text) throw refusal([text.fault]);
  const table = kind === 'csv' ? readCsv(text.text) : readJson(text.text);
  if (table.faults.length > 0 && table.records.length === 0) throw refusal(table.faults);
  const { rows, unknownNames, faults } = toCaseRows(table.records);
  const all = [...table.faults, ...faults].sort((a, b) => a.line - b.line);
  if (all.length > 0) throw refusal(all);
  return { rows, unknownNames };
}

function refusal(faults: readonly CaseListFault[]): TesseraError {
  const first = faults[0]!;
  const where = `line ${first.line}${first.column === '' ? '' : `, ${first.column}`}`;
  const count = faults.length === 1 ? 'a fault' : `${faults.length} faults, the first`;
  return new TesseraError('invalid-case-list', `The case list has ${count}: ${where}: ${first.message}`, {
    hint: 'Nothing was imported. Mend these lines and import the list again.',
    details: { faults: faults.slice(0, FAULTS_TOLD), total: faults.length },
  });
}
