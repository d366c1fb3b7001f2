import type { CaseRow } from './cases.js';

/** Rows of a page: taken in some ten milliseconds, which nobody who waits for an answer notices. */
const ROWS_A_PAGE = 50;

/**
 * Cuts a case list into pages of JSON, the rows of one case always on one page: what they say is taken together.
 * Text, since a list of objects takes long from thread to thread and is kept as text anyway.
 */
export function toPages(rows: readonly CaseRow[]): string[] {
  const pages: CaseRow[][][] = [];
  let filled = ROWS_A_PAGE;
  for (const own of byCaseId(rows).values()) {
    if (filled >= ROWS_A_PAGE) {
      pages.push([]);
      filled = 0;
    }
    pages.at(-1)!.push(own);
    filled += own.length;
  }
  return pages.map((page) => JSON.stringify(page));
}

/** The rows of each case of a page. */
export function readPage(page: string): CaseRow[][] {
  return JSON.parse(page) as CaseRow[][];
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
