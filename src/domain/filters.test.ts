import { describe, expect, it } from 'vitest';
import { FILTER_KEYS } from './cases.js';
import { findFilterKey, parseFilters, readFilters } from './filters.js';

const fails = (message: string, hint: string) =>
  expect.objectContaining({
    tag: 'invalid-input',
    message: expect.stringContaining(message),
    hint: expect.stringContaining(hint),
  });

describe('parseFilters', () => {
  it('joins the values of a key, drops repeats and blanks', () => {
    expect(parseFilters(['organ=lung', ' organ = colon ', 'organ=lung', 'sex=f'])).toEqual({
      organ: ['lung', 'colon'],
      sex: ['f'],
    });
    expect(parseFilters([])).toEqual({});
  });

  it('reads keys in any writing and keeps values as they are', () => {
    expect(parseFilters(['age_band=60-69', 'case-id=A=7', 'ICDO3=8140/3', 'Diagnosis=Ca. NOS'])).toEqual({
      ageBand: ['60-69'],
      caseId: ['A=7'],
      icdo3: ['8140/3'],
      diagnosis: ['Ca. NOS'],
    });
  });

  it('makes one form of yes and no', () => {
    expect(parseFilters(['teaching=Yes', 'teaching=true', 'teaching=0'])).toEqual({
      teaching: ['true', 'false'],
    });
  });

  it.each(['2024', '2024-03', '2024-03-18'])('takes the date %s', (date) => {
    expect(parseFilters([`date=${date}`])).toEqual({ date: [date] });
  });

  it('refuses what it does not know, naming what it knows', () => {
    expect(() => parseFilters(['colour=red'])).toThrow(
      fails('no filter "colour"', 'organ, diagnosis, icdo3'),
    );
    expect(() => parseFilters(['colour=red'])).toThrow(fails('colour', 'age_band'));
    expect(() => parseFilters(['lung'])).toThrow(fails('no filter "lung"', 'case_id'));
    expect(() => parseFilters([''])).toThrow(fails('no filter ""', 'organ'));
    expect(() => parseFilters(['__proto__=x'])).toThrow(fails('no filter', 'organ'));
  });

  it.each([
    ['organ', 'has no value', 'organ=VALUE'],
    ['age_band= ', 'has no value', 'age_band=VALUE'],
    ['teaching=maybe', '"maybe"', 'teaching=yes'],
    ['date=18.3.2024', '"18.3.2024"', 'date=2024-03'],
    ['date=2024-3', '"2024-3"', 'date=2024-03'],
  ])('refuses %s', (word, message, hint) => {
    expect(() => parseFilters([word])).toThrow(fails(message, hint));
  });
});

describe('readFilters', () => {
  it('reads a record like words', () => {
    const record = { age_band: ['60-69', ' 70-79 ', '60-69'], teaching: ['yes'], organ: [] };
    expect(readFilters(record)).toEqual({ ageBand: ['60-69', '70-79'], teaching: ['true'] });
    expect(readFilters({ ageBand: ['a'], age_band: ['b'] })).toEqual({ ageBand: ['a', 'b'] });
    expect(readFilters({})).toEqual({});
  });

  it('refuses like words', () => {
    expect(() => readFilters({ colour: ['red'] })).toThrow(fails('no filter "colour"', 'organ'));
    expect(() => readFilters({ organ: [''] })).toThrow(fails('filter organ has no value', 'organ=VALUE'));
    expect(() => readFilters({ date: ['soon'] })).toThrow(fails('"soon"', 'date=2024'));
  });
});

describe('findFilterKey', () => {
  it('finds every key by its own name', () => {
    for (const key of FILTER_KEYS) expect(findFilterKey(key)).toBe(key);
    expect(findFilterKey('age')).toBeUndefined();
  });
});
