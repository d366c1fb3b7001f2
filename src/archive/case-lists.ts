import { setImmediate } from 'node:timers/promises';
import type { Catalog, ImportReport, KeptList } from '../catalog/port.js';
import { toPages } from '../domain/case-list-pages.js';
import type { CaseRow } from '../domain/cases.js';
import { type ErrorRecord, fromErrorRecord, TesseraError, toErrorRecord } from '../domain/errors.js';
import { parseCaseList } from './case-list.js';
import { createTurn } from './turn.js';

export type CaseListFile = { readonly content: Uint8Array; readonly kind: 'csv' | 'json' };
export type CaseListReport = ImportReport & { readonly unknownNames: readonly string[] };

type Pages = Omit<KeptList, 'actor'> & { readonly unknownNames: readonly string[] };
/** A case list as it comes out of a thread: as pages, or why it is refused. */
export type ReadCaseList = Pages | { readonly refused: ErrorRecord };

/** Parses a case list, in a thread: ten thousand rows take half a second. */
export function readCaseList({ content, kind }: CaseListFile): ReadCaseList {
  try {
    const { rows, unknownNames } = parseCaseList(content, kind);
    return { pages: toPages(rows), rows: rows.length, unknownNames };
  } catch (error) {
    return { refused: toErrorRecord(error) };
  }
}

/** Case lists on their way into the archive, one after the other. */
export type CaseLists = ReturnType<typeof createCaseLists>;

export function createCaseLists(catalog: Catalog, read: (file: CaseListFile) => Promise<ReadCaseList>) {
  const inTurn = createTurn();
  let closing = false;

  async function takeAll(list: number): Promise<ImportReport> {
    for (;;) {
      const report = await catalog.lists.takeNext(list);
      if (report !== undefined) return report;
      await setImmediate();
      if (closing) throw stopping();
    }
  }

  async function take(
    list: number,
    { rows, actor }: Pick<KeptList, 'rows' | 'actor'>,
  ): Promise<ImportReport> {
    const report = await takeAll(list);
    await catalog.audit.write({ actor, action: 'import-cases', subject: `${rows} rows` });
    return report;
  }

  async function takeWaiting(): Promise<void> {
    for (const { list, ...kept } of await catalog.lists.waiting()) await take(list, kept);
  }

  return {
    /**
     * Takes a case list (CSV or JSON) whole, or refuses it whole with every fault and its line. Once it is kept it
     * is taken to its end, after a `kill -9` at the next start.
     */
    async import(file: CaseListFile, actor: string): Promise<CaseListReport> {
      const found = await read(file);
      if ('refused' in found) throw fromErrorRecord(found.refused);
      const { unknownNames, ...list } = found;
      return inTurn(async () => {
        // One that a full disk stopped goes first: taken later, it would write over what this one says.
        await takeWaiting();
        const report = await take(await catalog.lists.keep({ ...list, actor }), { rows: list.rows, actor });
        return { ...report, unknownNames };
      });
    },
    /**
     * Does what depends on lists, or gives a slide its place, while no list is half taken: what a list says of a file
     * depends on all of its rows.
     */
    between<T>(work: () => Promise<T>): Promise<T> {
      return inTurn(work);
    },
    /** Takes on what an earlier process had kept and not taken to its end. */
    resume(): Promise<void> {
      return inTurn(takeWaiting);
    },
    /** Returns when nothing is being taken any more. */
    async close(): Promise<void> {
      closing = true;
      await inTurn(async () => undefined);
    },
  };
}

/** Takes a few rows at once. */
export async function takeRows(catalog: Catalog, rows: readonly CaseRow[], actor: string): Promise<void> {
  const list = await catalog.lists.keep({ pages: toPages(rows), rows: rows.length, actor });
  while ((await catalog.lists.takeNext(list)) === undefined);
}

function stopping(): TesseraError {
  return new TesseraError('unavailable', 'Tessera is being stopped.', {
    hint: 'The case list was kept: it is taken to its end when Tessera starts again.',
  });
}
