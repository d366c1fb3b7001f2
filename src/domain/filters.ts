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
  const filters: Partial<Record<FilterKey, string[]>> = {};
  for (const word of words) {
    const [key, value] = parseFilter(word);
    const values = filters[key] ?? [];
    if (!values.includes(value)) values.push(value);
    filters[key] = values;
  }
  return filters;
}

/** The key that a word means, in any writing; undefined for none. */
export function findFilterKey(word: string): FilterKey | undefined {
  const plain = (text: string) => text.replace(/[_-]/g, '').toLowerCase();
  return FILTER_KEYS.find((key) => plain(key) === plain(word));
}

function parseFilter(word: string): readonly [FilterKey, string] {
  const at = word.indexOf('=');
  const name = (at < 0 ? word : word.slice(0, at)).trim();
  const value = at < 0 ? '' : word.slice(at + 1).trim();
  const key = findFilterKey(name);
  if (key === undefined) {
    throw new TesseraError('invalid-input', `There is no filter "${name}".`, {
      hint: `Filters: ${FILTER_KEYS.map(snakeCase).join(', ')}.`,
      details: { filter: name, known: FILTER_KEYS.map(snakeCase) },
    });
  }
  if (value === '') throw malformed(`The filter "${name}" has no value.`, `${snakeCase(key)}=VALUE`, name);
  return [key, checkValue(key, value)];
}

function checkValue(key: FilterKey, value: string): string {
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
