import type { CaseFacts, CaseRow } from '../domain/cases.js';
import { type CaseListFault, type CaseListRecord, canonicalName } from './case-list-table.js';

/** Columns of text that become a fact of the case as they are. */
const TEXT_FACTS = {
  specimen: 'specimen',
  organ: 'organ',
  diagnosis: 'diagnosis',
  icdo3: 'icdo3',
  age_band: 'ageBand',
  sex: 'sex',
  site: 'site',
  report: 'report',
  notes: 'notes',
} as const satisfies Record<string, keyof CaseFacts>;

const OTHER_NAMES = ['file', 'case_id', 'patient_id', 'stain', 'mpp', 'scanner', 'date', 'teaching'];
const KNOWN_NAMES = new Set([...Object.keys(TEXT_FACTS), ...OTHER_NAMES]);

/** What all rows of one case must say alike. Reports and notes may differ: they are put together. */
const SAME_IN_A_CASE = [
  'specimen',
  'organ',
  'diagnosis',
  'icdo3',
  'ageBand',
  'sex',
  'site',
  'date',
  'teaching',
] as const;

const LONGEST_ID = 200;
/** Coarser than the coarsest overview picture, µm/px. */
const COARSEST_MPP = 100;

const YES = new Set(['true', 'yes', 'y', '1', '是']);
const NO = new Set(['false', 'no', 'n', '0', '否']);

/** Gives cells their meaning, row by row, and then looks for rows that contradict each other. */
export function toCaseRows(records: readonly CaseListRecord[]): {
  rows: CaseRow[];
  unknownNames: string[];
  faults: CaseListFault[];
} {
  const faults: CaseListFault[] = [];
  const rows = records.map((record) => toRow(record, faults));
  faults.push(...doubledFiles(rows), ...contradictions(rows));
  const unknown = records.flatMap((record) => record.names).filter((name) => !isKnown(name));
  return { rows, unknownNames: [...new Set(unknown)], faults };
}

function isKnown(name: string): boolean {
  return KNOWN_NAMES.has(canonicalName(name));
}

function toRow({ line, cells }: CaseListRecord, faults: CaseListFault[]): CaseRow {
  const known = new Map([...cells].map(([name, cell]) => [canonicalName(name), cell]));
  const report = (column: string, message: string) => faults.push({ line, column, message });
  const caseId = known.get('case_id') ?? '';
  if (caseId === '') report('case_id', 'every row needs a case_id');
  for (const column of ['case_id', 'patient_id']) {
    if ((known.get(column)?.length ?? 0) > LONGEST_ID) report(column, `longer than ${LONGEST_ID} characters`);
  }
  const file = known.get('file')?.split(/[\\/]/).filter(Boolean).at(-1);
  return {
    line,
    caseId,
    patientId: known.get('patient_id') ?? caseId,
    facts: toFacts(known, report),
    ...(file === undefined ? {} : { file: file.normalize('NFC') }),
    ...filled('mpp', toMpp(known.get('mpp'), report)),
    ...filled('stain', known.get('stain')),
    ...filled('scanner', known.get('scanner')),
    extra: Object.fromEntries([...cells].filter(([name]) => !isKnown(name))),
  };
}

type Report = (column: string, message: string) => void;

function toFacts(known: ReadonlyMap<string, string>, report: Report): CaseFacts {
  const texts = Object.entries(TEXT_FACTS).map(([column, fact]) => [fact, known.get(column)] as const);
  const facts = [
    ...texts,
    ['date', toDate(known.get('date'), report)] as const,
    ['teaching', toTeaching(known.get('teaching'), report)] as const,
  ];
  return Object.fromEntries(facts.filter(([, value]) => value !== undefined)) as CaseFacts;
}

/** A decimal comma is what semicolon-separated lists use. */
function toMpp(cell: string | undefined, report: Report): number | undefined {
  if (cell === undefined) return undefined;
  const plain = /^\d+,\d+$/.test(cell) ? cell.replace(',', '.') : cell;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain)) {
    report('mpp', `“${cell.slice(0, 40)}” is not a number (µm per pixel)`);
    return undefined;
  }
  const mpp = Number(plain);
  if (mpp > 0 && mpp <= COARSEST_MPP) return mpp;
  report('mpp', `${cell.slice(0, 40)} is no µm/px of a slide: between 0 and ${COARSEST_MPP} is expected`);
  return undefined;
}

function toDate(cell: string | undefined, report: Report): string | undefined {
  if (cell === undefined) return undefined;
  const [, year, month, day] = /^(\d{4})(?:[-/](\d{2})(?:[-/](\d{2})(?:[T ].*)?)?)?$/.exec(cell) ?? [];
  const date = [year, month, day].filter((part) => part !== undefined).join('-');
  if (date !== '' && isDay(Number(year), Number(month ?? 1), Number(day ?? 1))) return date;
  report('date', 'a date is written 2024-03-05, 2024-03 or 2024');
  return undefined;
}

function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function toTeaching(cell: string | undefined, report: Report): boolean | undefined {
  if (cell === undefined) return undefined;
  const word = cell.toLowerCase();
  if (YES.has(word)) return true;
  if (NO.has(word)) return false;
  report('teaching', `“${cell.slice(0, 40)}” is neither true nor false`);
  return undefined;
}

function doubledFiles(rows: readonly CaseRow[]): CaseListFault[] {
  const first = new Map<string, number>();
  return rows.flatMap(({ file, line }) => {
    if (file === undefined) return [];
    const before = first.get(file);
    if (before === undefined) first.set(file, line);
    return before === undefined
      ? []
      : [{ line, column: 'file', message: `the same file as in line ${before}` }];
  });
}

/** Each row is compared with the first row of its case that fills the field. */
function contradictions(rows: readonly CaseRow[]): CaseListFault[] {
  const said = new Map<string, { value: string; line: number }>();
  return rows.flatMap((row) => {
    if (row.caseId === '') return [];
    const facts = SAME_IN_A_CASE.map((fact) => [fact, row.facts[fact]] as const);
    const patient = row.patientId === row.caseId ? undefined : row.patientId;
    return [['patient_id', patient] as const, ...facts].flatMap(([field, told]) => {
      if (told === undefined) return [];
      const value = String(told).normalize('NFKC').toLowerCase();
      const place = JSON.stringify([row.caseId, field]);
      const before = said.get(place);
      if (before === undefined) said.set(place, { value, line: row.line });
      if (before === undefined || before.value === value) return [];
      const column = field === 'ageBand' ? 'age_band' : field;
      const message = `line ${before.line} says something else of the same case`;
      return [{ line: row.line, column, message }];
    });
  });
}

function filled<Name extends string, Value>(name: Name, value: Value | undefined) {
  return (value === undefined ? {} : { [name]: value }) as { [K in Name]?: Value };
}
