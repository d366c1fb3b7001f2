import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TesseraError } from '../domain/errors.js';
import { parseCaseList } from './case-list.js';
import type { CaseListFault } from './case-list-table.js';

function faultsOf(content: string | Uint8Array, kind: 'csv' | 'json' = 'csv'): CaseListFault[] {
  try {
    parseCaseList(content, kind);
  } catch (error) {
    expect(error).toBeInstanceOf(TesseraError);
    expect((error as TesseraError).tag).toBe('invalid-case-list');
    return (error as TesseraError).details?.faults as CaseListFault[];
  }
  throw new Error('the list was taken');
}
const placesOf = (content: string, kind: 'csv' | 'json' = 'csv') =>
  faultsOf(content, kind).map(({ line, column }) => `${line} ${column}`);

describe('a case list', () => {
  it('gives rows their meaning', () => {
    const { rows, unknownNames } = parseCaseList(
      'File, CASE_ID ,patient_id,organ,diagnosis,icdo3,mpp,Age Band,date,teaching,stain,scanner,Block\n' +
        'scans/a.svs,C1,P1,lung,Adenocarcinoma,8140/3,0.25,60-69,2024-03-05,yes,H&E,GT450,A1\n' +
        ',C2,,,,,,,2024,,,,\n',
      'csv',
    );
    expect(unknownNames).toEqual(['Block']);
    expect(rows).toEqual([
      {
        line: 2,
        caseId: 'C1',
        patientId: 'P1',
        facts: {
          organ: 'lung',
          diagnosis: 'Adenocarcinoma',
          icdo3: '8140/3',
          ageBand: '60-69',
          date: '2024-03-05',
          teaching: true,
        },
        file: 'a.svs',
        mpp: 0.25,
        stain: 'H&E',
        scanner: 'GT450',
        extra: { Block: 'A1' },
      },
      { line: 3, caseId: 'C2', patientId: 'C2', facts: { date: '2024' }, extra: {} },
    ]);
  });

  it('counts lines as an editor does, over quoted line breaks and empty lines', () => {
    for (const end of ['\n', '\r\n']) {
      const text = ['case_id,notes', '', 'C1,"two', 'lines, and a ""quote"""', ',,', 'C2,x', ''].join(end);
      const { rows } = parseCaseList(text.replace(',,', ','), 'csv');
      expect(rows.map((row) => [row.line, row.caseId])).toEqual([
        [3, 'C1'],
        [6, 'C2'],
      ]);
      expect(rows[0]?.facts.notes).toBe('two\nlines, and a "quote"');
    }
  });

  it('takes semicolons, tabs, and what Excel says of them', () => {
    for (const text of [
      'case_id;mpp\nC1;0,25',
      'case_id\tmpp\nC1\t0.25',
      'sep=;\r\ncase_id;mpp\r\nC1;0,25\r\n',
    ]) {
      expect(parseCaseList(text, 'csv').rows).toMatchObject([{ caseId: 'C1', mpp: 0.25 }]);
    }
  });

  it('takes JSON: a list, or cases in an object', () => {
    const list = [{ case_id: 17, mpp: 0.5, teaching: false, notes: null, Block: 'A' }, { case_id: 'C2' }];
    const expected = [
      { line: 1, caseId: '17', mpp: 0.5, facts: { teaching: false }, extra: { Block: 'A' } },
      { line: 2, caseId: 'C2' },
    ];
    expect(parseCaseList(JSON.stringify(list), 'json').rows).toMatchObject(expected);
    const wrapped = parseCaseList(JSON.stringify({ cases: list }), 'json');
    expect(wrapped.rows).toMatchObject(expected);
    expect(wrapped.unknownNames).toEqual(['Block']);
  });
});

describe('the encoding of a case list', () => {
  const text = 'case_id,diagnosis\nC1,肺腺癌\nC2,Größe\n';
  const read = (content: Uint8Array) => parseCaseList(content, 'csv').rows.map((row) => row.facts.diagnosis);

  it('is UTF-8 or UTF-16, with or without a mark', () => {
    const utf16 = Buffer.from(text, 'utf16le');
    for (const bytes of [
      Buffer.from(text),
      Buffer.from(`\uFEFF${text}`),
      Buffer.from(`\uFEFF${text}`, 'utf16le'),
      utf16,
      Buffer.from(`\uFEFF${text}`, 'utf16le').swap16(),
      Buffer.from(utf16).swap16(),
    ]) {
      expect(read(bytes)).toEqual(['肺腺癌', 'Größe']);
    }
  });

  it('is GB18030 when it looks like Chinese', () => {
    const bytes = Buffer.concat([
      Buffer.from('case_id,diagnosis\nC1,'),
      Buffer.from([0xb7, 0xce, 0xcf, 0xd9, 0xb0, 0xa9]),
      Buffer.from('\n'),
    ]);
    expect(read(bytes)).toEqual(['肺腺癌']);
  });

  it('is not guessed at otherwise', () => {
    const latin1 = Buffer.from('case_id,diagnosis\nC1,Größe\n', 'latin1');
    expect(faultsOf(latin1)[0]?.message).toContain('UTF-8');
    expect(faultsOf(Buffer.from([0x50, 0x4b, 3, 4, 1]))[0]?.message).toContain('workbook');
    expect(faultsOf(Buffer.from('case_id\nC1\nC\0x'))).toMatchObject([{ line: 3 }]);
  });
});

describe('a faulty case list', () => {
  it('is refused with every fault and its place', () => {
    const text = [
      'file,case_id,patient_id,diagnosis,mpp,date,teaching',
      'a.svs,,P1,x,0.25,2024,true',
      'b.svs,C1,P1,x,abc,2024-13,true',
      'c.svs,C1,P2,y,0,2024-02-30,maybe',
      'a.svs,C2,P1,x,101,5.3.2024,',
      'd.svs,C3',
      'e.svs,C4,P1,x,-1,,,surplus',
    ].join('\n');
    expect(placesOf(text)).toEqual([
      '2 case_id',
      '3 date',
      '3 mpp',
      '4 date',
      '4 teaching',
      '4 mpp',
      '4 patient_id',
      '4 diagnosis',
      '5 date',
      '5 mpp',
      '5 file',
      '6 ',
      '7 ',
    ]);
  });

  it.each([
    ['nothing', '', '1 '],
    ['blanks', ' \n\n', '1 '],
    ['names only', 'file,case_id\n', '1 '],
    ['no case_id', 'file,diagnosis\na.svs,x\n', '1 case_id'],
    ['a name twice', 'case_id,Organ,organ\nC1,a,b\n', '1 organ'],
    ['an open quote', 'case_id,notes\nC1,"open\nC2,x\n', '3 '],
    ['a quote inside', 'case_id,notes\nC1,5" thick\n', '2 '],
    ['a value without a name', 'case_id,\nC1,x\n', '2 '],
    ['a very long id', `case_id\n${'x'.repeat(201)}\n`, '2 case_id'],
  ])('%s', (_name, text, place) => {
    expect(placesOf(text)[0]).toBe(place);
  });

  it.each([
    ['broken JSON', '[\n{"case_id": 1},\n{]', '3 '],
    ['no list', '{"case": []}', '1 '],
    ['an empty list', '[]', '1 '],
    ['an item that is no object', '[{"case_id": "C1"}, 5]', '2 '],
    ['a value that is a list', '[{"case_id": "C1", "organ": ["lung"]}]', '1 organ'],
    ['a row without case_id', '[{"case_id": "C1"}, {"file": "a.svs"}]', '2 case_id'],
  ])('%s', (_name, text, place) => {
    expect(placesOf(text, 'json')).toEqual([place]);
  });

  it('tells no contradiction where a cell is empty or spelled otherwise', () => {
    const text = 'case_id,patient_id,organ,notes\nC1,P1,Lung,a\nC1,,lung,b\nC1,P1,,\n';
    expect(parseCaseList(text, 'csv').rows).toHaveLength(3);
  });
});

describe('the case list of the real archive', () => {
  const file = resolve(process.env.TESSERA_SHARED ?? '../shared', 'data/slides/archive/cases.csv');
  it.skipIf(!existsSync(file))(`is taken as it stands (skipped where ${file} is not there)`, () => {
    const { rows, unknownNames } = parseCaseList(readFileSync(file), 'csv');
    expect(rows).toHaveLength(40);
    expect(new Set(rows.map((row) => row.patientId)).size).toBe(38);
    expect(unknownNames).toEqual(['source', 'licence', 'prep', 'icdo3_study', 'note']);
    expect(rows[0]).toMatchObject({
      line: 2,
      file: 'TCGA-21-5784-01Z-00-DX1.jpg',
      facts: { organ: 'lung', diagnosis: 'Lung squamous cell carcinoma' },
      mpp: 0.25,
      extra: { prep: 'FFPE' },
    });
  });
});
