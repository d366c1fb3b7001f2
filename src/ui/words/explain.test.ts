import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ERROR_TAGS } from '../../domain/errors.js';
import { en } from './en.js';
import { zh } from './zh.js';

const HAN = /\p{Script=Han}/u;
/** What is written alike in both languages. */
const LATIN = /tessera|serve|help settings|models|libopenslide0|OpenSlide|OME-TIFF|TIFF|DICOM|Tessera/g;

vi.stubGlobal('navigator', { language: 'en-GB' });
const { language } = await import('../state/preferences.js');
const { explain } = await import('./explain.js');

describe('every fault has words', () => {
  for (const tag of [...ERROR_TAGS, 'lost'] as const) {
    it(`${tag}: what happened and what to do next, in both languages`, () => {
      for (const said of Object.values(zh.fault.says[tag])) {
        expect(said).toMatch(HAN);
        expect(said.replace(LATIN, '')).not.toMatch(/[a-z]{3}/i);
      }
      for (const said of Object.values(en.fault.says[tag]))
        expect(said).toMatch(/^[A-Z][^\p{Script=Han}]+$/u);
      expect(Object.keys(zh.fault.says[tag])).toEqual(['what', 'next']);
      expect(Object.keys(en.fault.says[tag])).toEqual(['what', 'next']);
    });
  }
});

const CONFLICT = {
  tag: 'conflict',
  detail: '“a.svs” is known with 0.25 µm/px, not with 0.5.',
  hint: 'Leave the µm/px out, or ingest the slide again with --mpp 0.5.',
  details: { mpp: 0.25, given: 0.5 },
};
const FIELDS = {
  tag: 'invalid-input',
  detail: 'json.mpp: Too small: expected number to be >0; json.note: Too big',
  details: {
    faults: [
      { where: 'json.mpp', message: 'Too small', code: 'too_small', origin: 'number', minimum: 0 },
      { where: 'json.note', message: 'Too big', code: 'too_big', origin: 'string', maximum: 4000 },
      { where: 'json.regions.0.left', message: 'Odd', code: 'custom' },
    ],
  },
};
const LIST = {
  tag: 'invalid-case-list',
  detail:
    'The case list has 7 faults, the first: line 3, date: a date is written 2024-03-05, 2024-03 or 2024',
  details: {
    faults: [
      { line: 3, column: 'date', message: 'a date is written 2024-03-05, 2024-03 or 2024' },
      ...[4, 5, 6, 7, 8, 9].map((line) => ({ line, column: 'organ', message: 'line 3 says something else' })),
    ],
  },
};

describe('in English', () => {
  beforeEach(() => {
    language.value = 'en';
  });

  it('the server’s own sentence stands, and its advice where it is none for a terminal', () => {
    const told = explain(CONFLICT);
    expect(told).toEqual({
      what: CONFLICT.detail,
      which: [],
      next: en.fault.says.conflict.next,
      precise: undefined,
    });
    expect(explain({ ...CONFLICT, hint: 'Wait for that job.' }).next).toBe('Wait for that job.');
  });

  it('fields are named one by one, with their limits', () => {
    const { which, precise } = explain(FIELDS);
    expect(which).toEqual([
      'µm/px: must be above 0',
      'Note: must have at most 4000 characters',
      'regions.0.left: Odd',
    ]);
    expect(precise).toBeUndefined();
  });

  it('lines of a case list are named, as many as one reads', () => {
    const { which } = explain(LIST);
    expect(which).toHaveLength(6);
    expect(which[0]).toBe('Line 3, date: a date is written 2024-03-05, 2024-03 or 2024');
    expect(which[5]).toBe('and 2 more');
  });

  it('a tag from a later server and an answer without words are still told', () => {
    expect(explain({ tag: 'brand-new', detail: 'It rained.' }).what).toBe('It rained.');
    expect(explain({ tag: 'lost', detail: '' })).toMatchObject(en.fault.says.lost);
  });
});

describe('in Chinese', () => {
  beforeEach(() => {
    language.value = 'zh';
  });

  it('numbers of the server stand in the sentence, its own words beside it', () => {
    const { what, precise } = explain(CONFLICT);
    expect(what).toBe('这张切片登记为 0.25 µm/px，与填写的 0.5 不同。');
    expect(precise).toBe(`${CONFLICT.detail} ${CONFLICT.hint}`);
  });

  it('fields and lines are named', () => {
    expect(explain(FIELDS).which).toEqual([
      '分辨率（µm/px）：必须大于 0',
      '备注：最多 4000 个字符',
      'regions.0.left：内容不符合要求',
    ]);
    expect(explain(LIST).which[0]).toBe('第 3 行“date”列：应写作 2024-03-05、2024-03 或 2024');
    expect(explain(LIST).precise).toContain('Line 4, organ: line 3 says something else');
  });

  it('a full disk is told from a broken one', () => {
    const of = (code: string) => explain({ tag: 'unavailable', detail: 'x', details: { code } }).what;
    expect(of('SQLITE_FULL')).toContain('磁盘已满');
    expect(of('SQLITE_READONLY')).toContain('无法写入');
  });

  it('a lost server has no English beside it', () => {
    expect(explain({ tag: 'lost', detail: '' }).precise).toBeUndefined();
  });
});
