import { computed } from '@preact/signals';
import { language } from '../state/preferences.js';
import { en, type Words } from './en.js';
import { zh } from './zh.js';

const ALL: Readonly<Record<'en' | 'zh', Words>> = { en, zh };

/** The words of the language that is chosen now. */
export const words = computed<Words>(() => ALL[language.value]);

const locale = computed(() => (language.value === 'zh' ? 'zh-CN' : 'en-GB'));

export function number(value: number, digits = 0): string {
  return value.toLocaleString(locale.value, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** Up to `digits` digits that mean something: 0.25, 1, 12.5. */
export function plainNumber(value: number, digits = 3): string {
  return value.toLocaleString(locale.value, { maximumSignificantDigits: digits });
}

export function percent(share: number): string {
  return share.toLocaleString(locale.value, { style: 'percent', maximumFractionDigits: 0 });
}

export function dateTime(iso: string): string {
  return new Date(iso).toLocaleString(locale.value, { dateStyle: 'medium', timeStyle: 'short' });
}

/** The date of a case: a day, or as much of it as the list says. */
export function caseDate(text: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return text;
  return new Date(`${text}T00:00:00`).toLocaleDateString(locale.value, { dateStyle: 'medium' });
}

export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const step = Math.min(units.length - 1, value > 0 ? Math.floor(Math.log10(value) / 3) : 0);
  return `${plainNumber(value / 1000 ** step)} ${units[step]}`;
}
