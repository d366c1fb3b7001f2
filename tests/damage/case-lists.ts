import { mkdirSync, writeFileSync } from 'node:fs';
import type { Row } from './row.js';

const HEAD = 'file,case_id,patient_id,diagnosis,mpp';
const list = (...lines: string[]) => `${[HEAD, ...lines].join('\n')}\n`;

type ListRow = { name: string; content: string | Uint8Array; says: RegExp; file?: string };

const ROWS: readonly ListRow[] = [
  { name: 'empty', content: '', says: /empty/ },
  { name: 'blank lines alone', content: '\n\n  \n', says: /empty/ },
  { name: 'only names', content: list(), says: /line 1.*no rows/ },
  { name: 'no line of names', content: 'a.svs,C1,P1,x,0.5\nb.svs,C2,P2,x,0.5\n', says: /line 1.*case_id/ },
  { name: 'two columns of one name', content: 'case_id,Case-ID\nC1,C1\n', says: /line 1.*two columns/ },
  { name: 'zero bytes', content: list('a.svs,C1,P1,x\0y,0.5'), says: /line 2.*zero bytes/ },
  { name: 'a µm/px that is a word', content: list('a.svs,C1,P1,x,half'), says: /line 2, mpp.*half/ },
  { name: 'a µm/px of 0', content: list('a.svs,C1,P1,x,0'), says: /line 2, mpp/ },
  { name: 'a µm/px below 0', content: list('a.svs,C1,P1,x,-0.5'), says: /line 2, mpp/ },
  { name: 'a µm/px of a billion', content: list('a.svs,C1,P1,x,1e9'), says: /line 2, mpp/ },
  { name: 'a µm/px that is not a number', content: list('a.svs,C1,P1,x,NaN'), says: /line 2, mpp/ },
  {
    name: 'a file named twice',
    content: list('a.svs,C1,P1,x,', 'a.svs,C2,P2,x,'),
    says: /line 3, file.*line 2/,
  },
  {
    name: 'two patients for one case',
    content: list('a.svs,C1,P1,x,', 'b.svs,C1,P2,x,'),
    says: /line 3, patient_id.*line 2/,
  },
  {
    name: 'two diagnoses for one case',
    content: list('a.svs,C1,P1,x,', 'b.svs,C1,P1,y,'),
    says: /line 3, diagnosis/,
  },
  { name: 'too few cells', content: list('a.svs,C1'), says: /line 2.*2 cells.*5/ },
  { name: 'too many cells', content: list('a.svs,C1,P1,x,0.5,more'), says: /line 2.*6 cells.*5/ },
  { name: 'a row without a case', content: list('a.svs,,P1,x,0.5'), says: /line 2, case_id/ },
  { name: 'a quote that never closes', content: list('a.svs,C1,P1,"x,0.5'), says: /never closed/ },
  {
    name: 'a case id of 10,000 letters',
    content: list(`a.svs,${'C'.repeat(10_000)},P1,x,0.5`),
    says: /line 2, case_id.*200/,
  },
  {
    name: 'a line of a million commas',
    content: list('a,'.repeat(1_000_000)),
    says: /line 2.*1000001 cells/,
  },
  {
    name: 'UTF-16 cut in a letter',
    content: Buffer.concat([
      Buffer.from([0xff, 0xfe]),
      Buffer.from(list('a,C1,P1,x,1'), 'utf16le').subarray(0, -1),
    ]),
    says: /CSV UTF-8/,
  },
  { name: 'Latin-1', content: Buffer.from(list('a.svs,C1,P1,Kr\xf6ger,0.5'), 'latin1'), says: /CSV UTF-8/ },
  {
    name: 'a workbook',
    content: Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(300, 65)]),
    says: /export the list as CSV/,
  },
  {
    name: 'noise',
    content: Buffer.from(Array.from({ length: 4000 }, (_, i) => (i * 7919) & 255)),
    says: /text|UTF-8|zero/,
  },
  { name: 'JSON that ends early', file: 'cases.json', content: '[{"case_id":"C1"},', says: /not JSON/ },
  { name: 'JSON of another shape', file: 'cases.json', content: '{"patients":[]}', says: /list of cases/ },
  {
    name: 'JSON with values in values',
    file: 'cases.json',
    content: '[{"case_id":{"a":1}}]',
    says: /line 1, case_id/,
  },
];

export const CASE_LIST_ROWS: readonly Row[] = [
  ...ROWS.map(
    ({ name, content, says, file = 'cases.csv' }, i): Row => ({
      name: `case list: ${name}`,
      file,
      make: (path) => writeFileSync(path, content),
      // Every tenth by the terminal, which says what the API says.
      deed: (place) => (i % 10 === 0 ? { cli: ['import', 'cases', place.file] } : { list: place.file }),
      tag: 'invalid-case-list',
      says,
    }),
  ),
  {
    name: 'case list: ingest with a bad one brings in nothing',
    file: 'cases.csv',
    make: (path) => writeFileSync(path, list('a.svs,,P1,x,0.5')),
    deed: ({ file, allowed }) => ({ cli: ['ingest', allowed, '--cases', file] }),
    tag: 'invalid-case-list',
    says: /Nothing was imported/,
  },
  {
    name: 'case list: not there',
    deed: ({ folder }) => ({ cli: ['import', 'cases', `${folder}/none.csv`] }),
    tag: 'unreadable',
    says: /none\.csv/,
  },
  {
    name: 'case list: a folder',
    file: 'cases.csv',
    make: (path) => mkdirSync(path),
    deed: ({ file }) => ({ cli: ['import', 'cases', file] }),
    tag: 'unreadable',
    says: /cases\.csv/,
  },
];
