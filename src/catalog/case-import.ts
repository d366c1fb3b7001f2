import { setImmediate } from 'node:timers/promises';
import type Database from 'better-sqlite3';
import { readPage } from '../domain/case-list-pages.js';
import type { CaseRow } from '../domain/cases.js';
import type { CaseClaims, Given } from './case-claims.js';
import type { CaseWriting, Outcome } from './case-writing.js';
import type { TesseraDatabase } from './database.js';
import type { CaseListStore, ImportReport } from './port.js';

type Parts = { readonly writing: CaseWriting; readonly claims: CaseClaims };
type PageInTable = { key: number; pass: number; rows: string; outcomes: string };

/**
 * What a page goes through, each pass over every page before the next: first every case, then what the rows say of
 * files, and last the slides that are here, since which row a file belongs to may depend on all of them.
 */
const PASSES = ['cases', 'claims', 'slides'] as const;

/** Pages put down in one transaction: a few ms. */
const PAGES_AT_ONCE = 100;

/** Case lists that were kept and are being taken: a page and its mark change together, so that none is taken twice. */
export function createCaseImport(database: TesseraDatabase, parts: Parts): CaseListStore {
  const sql = statements(database.connection);

  return {
    async keep({ rows, pages, actor }) {
      const bunches = Array.from({ length: Math.ceil(pages.length / PAGES_AT_ONCE) }, (_, i) =>
        pages.slice(i * PAGES_AT_ONCE, (i + 1) * PAGES_AT_ONCE),
      );
      const list = database.write(() => Number(sql.addList.run(rows, actor).lastInsertRowid));
      for (const bunch of bunches) {
        database.writeBatch(() => bunch.forEach((page) => void sql.addPage.run(list, page)));
        await setImmediate();
      }
      database.write(() => sql.setWhole.run(list));
      return list;
    },

    async takeNext(list) {
      return database.writeBatch(() => {
        const page = sql.nextPage.get(list) as PageInTable | undefined;
        if (page === undefined) return endOf(list);
        takePage(list, page);
        return undefined;
      });
    },

    async waiting() {
      database.write(() => sql.dropHalf.run());
      return database.read(() => sql.whole.all() as { list: number; rows: number; actor: string }[]);
    },
  };

  function takePage(list: number, page: PageInTable): void {
    const cases = readPage(page.rows);
    const before = JSON.parse(page.outcomes) as Outcome[];
    if (PASSES[page.pass] === 'cases') {
      const written = cases.map((own) => parts.writing.write(own));
      sql.turnPage.run(JSON.stringify(written), page.key);
      return;
    }
    if (PASSES[page.pass] === 'claims') {
      const noted = cases.map((own) => withKey(own, (key) => parts.claims.note(key, own)) ?? false);
      sql.turnPage.run(JSON.stringify(before.map((outcome, i) => told(outcome, noted[i]!))), page.key);
      return;
    }
    const given = cases.map((own) => withKey(own, (key) => parts.claims.give(key, own)));
    addToReport(
      list,
      before.map((outcome, i) => told(outcome, given[i]?.changed ?? false)),
      given,
    );
    sql.dropPage.run(page.key);
  }

  /** A case that was deleted since its rows were written stays deleted. */
  function withKey<T>(own: readonly CaseRow[], act: (key: number) => T): T | undefined {
    const key = parts.writing.keyOf(own[0]!.caseId);
    return key === undefined ? undefined : act(key);
  }

  function addToReport(
    list: number,
    outcomes: readonly Outcome[],
    given: readonly (Given | undefined)[],
  ): void {
    const { claimedSlides, mppChanged, ...before } = reportOf(list);
    const count = (outcome: Outcome) => before[outcome] + outcomes.filter((one) => one === outcome).length;
    const report: ImportReport = {
      rows: before.rows,
      created: count('created'),
      updated: count('updated'),
      unchanged: count('unchanged'),
      claimedSlides: given.reduce((sum, one) => sum + (one?.claimed ?? 0), claimedSlides),
      mppChanged: [...mppChanged, ...given.flatMap((one) => one?.mppChanged ?? [])],
    };
    sql.setReport.run(JSON.stringify(report), list);
  }

  function endOf(list: number): ImportReport {
    const report = reportOf(list);
    sql.dropList.run(list);
    return report;
  }

  function reportOf(list: number): ImportReport {
    const { rows, report } = sql.list.get(list) as { rows: number; report: string | null };
    if (report !== null) return JSON.parse(report) as ImportReport;
    return { rows, created: 0, updated: 0, unchanged: 0, claimedSlides: 0, mppChanged: [] };
  }
}

/** What a page did to a case: files that now belong to it make an unchanged case an updated one. */
function told(outcome: Outcome, touched: boolean): Outcome {
  return outcome === 'unchanged' && touched ? 'updated' : outcome;
}

function statements(connection: Database.Database) {
  return {
    addList: connection.prepare('INSERT INTO case_lists (rows, actor) VALUES (?, ?)'),
    addPage: connection.prepare('INSERT INTO case_list_pages (list_key, rows) VALUES (?, ?)'),
    setWhole: connection.prepare('UPDATE case_lists SET whole = 1 WHERE key = ?'),
    list: connection.prepare('SELECT rows, report FROM case_lists WHERE key = ?'),
    whole: connection.prepare('SELECT key AS list, rows, actor FROM case_lists WHERE whole = 1 ORDER BY key'),
    setReport: connection.prepare('UPDATE case_lists SET report = ? WHERE key = ?'),
    dropList: connection.prepare('DELETE FROM case_lists WHERE key = ?'),
    dropHalf: connection.prepare('DELETE FROM case_lists WHERE whole = 0'),
    nextPage: connection.prepare(
      'SELECT key, pass, rows, outcomes FROM case_list_pages WHERE list_key = ? ORDER BY pass, key LIMIT 1',
    ),
    turnPage: connection.prepare('UPDATE case_list_pages SET pass = pass + 1, outcomes = ? WHERE key = ?'),
    dropPage: connection.prepare('DELETE FROM case_list_pages WHERE key = ?'),
  };
}
