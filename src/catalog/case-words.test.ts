import { describe, expect, it } from 'vitest';
import { spaceHan, wordQuery } from './case-words.js';

describe('text as the word index takes it', () => {
  it.each([
    ['肺癌', ' 肺  癌 '],
    ['HER2阳性', 'HER2 阳  性 '],
    ['㐀 extension A', ' 㐀  extension A'],
    ['\u{20000}\u{2A700}', ' \u{20000}  \u{2A700} '],
    ['\u{2B740}\u{2CEB0}\u{30000}\u{31350}', ' \u{2B740}  \u{2CEB0}  \u{30000}  \u{31350} '],
    ['人々', ' 人  々 '],
    ['HER2 123', 'HER2 123'],
    ['胃癌の', ' 胃  癌 の'],
    ['plain words', 'plain words'],
    ['', ''],
  ])('%s', (text, spaced) => {
    expect(spaceHan(text)).toBe(spaced);
  });

  it('makes compatibility forms plain before it looks', () => {
    expect(spaceHan('\uF9D1')).toBe(' 六 '); // a compatibility ideograph
    expect(spaceHan('ABC')).toBe('ABC');
  });
});

describe('a question to the word index', () => {
  it.each([
    ['lung cancer', '"lung" AND "cancer" *'],
    ['肺癌', '"肺  癌" *'],
    ['"lung', '"lung" *'],
    ['say "x"', '"say" AND "x" *'],
    ['a-b:c*', '"a-b:c*" *'],
    ['NOT lung', '"NOT" AND "lung" *'],
    ['  肺 ', '"肺" *'],
  ])('%s', (words, query) => {
    expect(wordQuery(words)).toBe(query);
  });

  it.each(['', '  ', '"', '* - ( )', '。'])('has nothing to ask in “%s”', (words) => {
    expect(wordQuery(words)).toBeUndefined();
  });
});
