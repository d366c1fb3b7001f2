import { CsvError, type InfoRecord, parse } from 'csv-parse/sync';

export type CaseListFault = {
  /** 1-based line (CSV) or item (JSON). */
  readonly line: number;
  /** Name of the column; empty when the fault is in the line as a whole. */
  readonly column: string;
  readonly message: string;
};

/** One row before anyone asked what its cells mean: name as spelled → trimmed text, empty ones left out. */
export type CaseListRecord = {
  readonly line: number;
  readonly names: readonly string[];
  readonly cells: ReadonlyMap<string, string>;
};
export type CaseListTable = {
  readonly records: readonly CaseListRecord[];
  readonly faults: readonly CaseListFault[];
};

/** Spelling of a name does not count: letter case, outer blanks, blanks or hyphens for underscores. */
export function canonicalName(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
}

export function readCsv(text: string): CaseListTable {
  const { body, delimiter, skippedLines } = findDelimiter(text);
  let lines: Line[];
  try {
    lines = splitCsv(body, delimiter, skippedLines);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = skippedLines + (typeof error.lines === 'number' ? error.lines : 1);
    return { records: [], faults: [{ line, column: '', message: csvFault(error) }] };
  }
  const [header, ...rows] = lines;
  if (header === undefined) return refused(1, '', 'the file is empty');
  const faults = headerFaults(header);
  if (faults.length > 0) return { records: [], faults };
  if (rows.length === 0) return refused(header.line, '', 'there are names but no rows');
  return toRecords(header, rows);
}

export function readJson(text: string): CaseListTable {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return refused(jsonLine(text, error), '', `this is not JSON: ${(error as Error).message}`);
  }
  const items = Array.isArray(value) ? value : (value as { cases?: unknown } | null)?.cases;
  if (!Array.isArray(items)) return refused(1, '', 'a list of cases is expected: [...] or {"cases": [...]}');
  if (items.length === 0) return refused(1, '', 'there are no rows');
  const faults: CaseListFault[] = [];
  const records = items.flatMap((item: unknown, index) => {
    const line = index + 1;
    if (typeof item === 'object' && item !== null && !Array.isArray(item)) {
      return [readItem(item as Record<string, unknown>, line, faults)];
    }
    faults.push({ line, column: '', message: 'every item must be an object with names and values' });
    return [];
  });
  return { records, faults };
}

type Line = { readonly line: number; readonly cells: readonly string[] };

/** The sign that the line of names has most of; Excel may say it in a line of its own (`sep=;`). */
function findDelimiter(text: string): { body: string; delimiter: string; skippedLines: number } {
  const told = /^sep=(.)\n/i.exec(text);
  if (told !== null) return { body: text.slice(told[0].length), delimiter: told[1]!, skippedLines: 1 };
  const names = text
    .trimStart()
    .split('\n', 1)[0]!
    .replace(/"[^"]*"/g, '');
  const counts = [',', ';', '\t'].map((sign) => ({ sign, count: names.split(sign).length }));
  const most = counts.reduce((best, next) => (next.count > best.count ? next : best));
  return { body: text, delimiter: most.sign, skippedLines: 0 };
}

function splitCsv(text: string, delimiter: string, skippedLines: number): Line[] {
  const records = parse(text, {
    delimiter,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
  }) as unknown as { record: string[]; info: InfoRecord }[];
  return records
    .map(({ record, info }) => {
      // `info.lines` is where the row ended; a quoted cell may have line breaks of its own.
      const breaks = record.reduce((sum, cell) => sum + (cell.split('\n').length - 1), 0);
      return {
        line: Math.max(1, info.lines - breaks) + skippedLines,
        cells: record.map((cell) => cell.trim()),
      };
    })
    .filter((line) => line.cells.some((cell) => cell !== ''));
}

function headerFaults({ line, cells }: Line): CaseListFault[] {
  const names = cells.filter((cell) => cell !== '').map(canonicalName);
  if (!names.includes('case_id')) {
    return [
      {
        line,
        column: 'case_id',
        message: 'the first line must have the names of the columns, case_id among them',
      },
    ];
  }
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))].map((column) => ({
    line,
    column,
    message: 'two columns have this name',
  }));
}

function toRecords(header: Line, rows: readonly Line[]): CaseListTable {
  const faults: CaseListFault[] = [];
  const names = header.cells.filter((name) => name !== '');
  const width = header.cells.length;
  const records = rows.flatMap(({ line, cells }) => {
    if (cells.length < width || cells.slice(width).some((cell) => cell !== '')) {
      const message = `the line has ${cells.length} cells, the line of names has ${width}`;
      faults.push({ line, column: '', message });
      return [];
    }
    const nameless = cells.findIndex((cell, at) => cell !== '' && header.cells[at] === '');
    if (nameless >= 0) {
      faults.push({ line, column: '', message: `cell ${nameless + 1} stands in a column without a name` });
    }
    const filled = cells
      .map((cell, at) => [header.cells[at] ?? '', cell] as const)
      .filter(([name, cell]) => name !== '' && cell !== '');
    return [{ line, names, cells: new Map(filled) }];
  });
  return { records, faults };
}

function readItem(item: Record<string, unknown>, line: number, faults: CaseListFault[]): CaseListRecord {
  const cells = new Map<string, string>();
  for (const [spelled, value] of Object.entries(item)) {
    const name = spelled.trim();
    if (typeof value === 'object' && value !== null) {
      faults.push({ line, column: name, message: 'a value must be a text, a number, true, false or null' });
    } else if (value !== null && String(value).trim() !== '') {
      cells.set(name, String(value).trim());
    }
  }
  return { line, names: Object.keys(item).map((name) => name.trim()), cells };
}

function refused(line: number, column: string, message: string): CaseListTable {
  return { records: [], faults: [{ line, column, message }] };
}

function csvFault(error: CsvError): string {
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') return 'a quoted cell is never closed';
  if (error.code.includes('QUOTE')) {
    return 'a quote stands inside a cell: quote the whole cell and double the quotes in it';
  }
  return error.message;
}

function jsonLine(text: string, error: unknown): number {
  const position = /position (\d+)/.exec(String(error))?.[1];
  return position === undefined ? 1 : text.slice(0, Number(position)).split('\n').length;
}
