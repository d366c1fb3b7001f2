import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { CsvError, parse } from 'csv-parse/sync';
import { TesseraError } from '../domain/errors.js';

/** A row of a table and the line it begins on. */
export type TableRow = { readonly line: number; readonly cells: Readonly<Record<string, string>> };
export type Table = { readonly columns: readonly string[]; readonly rows: readonly TableRow[] };

/**
 * A CSV file whose first line names the columns; blanks around names and cells do not count.
 * Errors: `not-found`, `invalid-input` for a file that is no UTF-8 table.
 */
export async function readTable(file: string): Promise<Table> {
  const bytes = await readFile(file).catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'EISDIR' ? 'is a folder, not a CSV file' : 'cannot be opened';
    throw new TesseraError('not-found', `“${file}” ${why}.`, { hint: 'Name the CSV file itself.', cause });
  });
  return parseTable(decode(bytes, basename(file)), basename(file));
}

function parseTable(text: string, name: string): Table {
  let columns: string[] = [];
  try {
    const records = parse(text, {
      columns: (names: string[]) => {
        columns = names.map((column) => column.trim());
        return columns;
      },
      info: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as { record: Record<string, string>; info: { lines: number } }[];
    return { columns, rows: records.map(({ record, info }) => ({ line: info.lines, cells: record })) };
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw new TesseraError('invalid-input', `“${name}” is not a CSV table: ${cause.message}`, { cause });
  }
}

function decode(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new TesseraError('invalid-input', `“${name}” is not text in UTF-8.`, {
      hint: 'Save it as “CSV UTF-8”.',
      cause,
    });
  }
}

/** Errors: `invalid-input` that names the missing columns and those that are there. */
export function needColumns({ columns }: Table, wanted: readonly string[], name: string): void {
  const missing = wanted.filter((column) => !columns.includes(column));
  if (missing.length === 0) return;
  throw new TesseraError('invalid-input', `“${name}” has no column ${missing.join(', ')}.`, {
    hint: `Its columns are ${columns.join(', ') || 'none'}.`,
    details: { missing, columns },
  });
}

/** The first few of many, and how many more there are. */
export function sayFew(items: readonly string[]): string {
  const few = items.slice(0, 5).join(', ');
  return items.length > 5 ? `${few} and ${items.length - 5} more` : few;
}
