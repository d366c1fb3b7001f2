import type { FilterKey, Filters } from './cases.js';
import { FILTER_KEYS } from './cases.js';
import { TesseraError } from './errors.js';

/**
 * Filters from `key=value` words, as flags and addresses give them: several keys = and, the same key twice = or.
 * Keys are read in any writing (`ageBand`, `age_band`, `age-band`). `teaching` takes yes, no, true or false,
 * `date` a year, a month or a day. Blanks around key and value do not count, a value may hold `=`.
 * Errors: `invalid-input` that names the known keys or the expected form.
 */
export function parseFilters(words: readonly string[]): Filters {
  return collect(words.map(splitWord));
}

/** Filters from a record of names and values, as a request's body gives them; read like those of parseFilters. */
export function readFilters(given: Readonly<Record<string, readonly string[]>>): Filters {
  return collect(
    Object.entries(given).flatMap(([name, values]) => values.map((value) => [name, value] as const)),
  );
}

/** The key that a word means, in any writing; undefined for none. */
export function findFilterKey(word: string): FilterKey | undefined {
  const plain = (text: string) => text.replace(/[_-]/g, '').toLowerCase();
  return FILTER_KEYS.find((key) => plain(key) === plain(word));
}

function collect(pairs: readonly (readonly [string, string])[]): Filters {
  const filters: Partial<Record<FilterKey, string[]>> = {};
  for (const [name, given] of pairs) {
    const key = knownKey(name.trim());
    const value = checkValue(key, given.trim());
    const values = filters[key] ?? [];
    if (!values.includes(value)) values.push(value);
    filters[key] = values;
  }
  return filters;
}

function splitWord(word: string): readonly [string, string] {
  const at = word.indexOf('=');
  return at < 0 ? [word, ''] : [word.slice(0, at), word.slice(at + 1)];
}

function knownKey(name: string): FilterKey {
  const key = findFilterKey(name);
  if (key !== undefined) return key;
  throw new TesseraError('invalid-input', `There is no filter "${name}".`, {
    hint: `Filters: ${FILTER_KEYS.map(snakeCase).join(', ')}.`,
    details: { filter: name, known: FILTER_KEYS.map(snakeCase) },
  });
}

function checkValue(key: FilterKey, value: string): string {
  if (value === '')
    throw malformed(`The filter ${snakeCase(key)} has no value.`, `${snakeCase(key)}=VALUE`, key);
  if (key === 'teaching') {
    if (/^(yes|true|1)$/i.test(value)) return 'true';
    if (/^(no|false|0)$/i.test(value)) return 'false';
    throw malformed(`The filter teaching cannot be "${value}".`, 'teaching=yes or teaching=no', key);
  }
  if (key === 'date' && !/^\d{4}(-\d{2}(-\d{2})?)?$/.test(value)) {
    throw malformed(
      `The filter date cannot be "${value}".`,
      'date=2024, date=2024-03 or date=2024-03-18',
      key,
    );
  }
  return value;
}

function malformed(message: string, form: string, filter: string): TesseraError {
  return new TesseraError('invalid-input', message, { hint: `Write ${form}.`, details: { filter } });
}

function snakeCase(key: FilterKey): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
