import { amend, query } from '../state/address.js';

/** The archive's question lives in the address: filters, words and the view. */
export function questionNow(): URLSearchParams {
  const asked = new URLSearchParams();
  for (const filter of query.value.getAll('filter')) asked.append('filter', filter);
  const text = query.value.get('text');
  if (text) asked.set('text', text);
  if (sortNow() !== 'newest') asked.set('sort', sortNow());
  return asked;
}

export const SORTS = ['newest', 'diagnosis', 'organ', 'date'] as const;
export type Sort = (typeof SORTS)[number];

export function sortNow(): Sort {
  return SORTS.find((sort) => sort === query.value.get('sort')) ?? 'newest';
}

export function viewNow(): 'grid' | 'table' {
  return query.value.get('view') === 'table' ? 'table' : 'grid';
}

export function setSort(sort: string): void {
  change((next) => (sort === 'newest' ? next.delete('sort') : next.set('sort', sort)));
}

export function setText(text: string): void {
  change((next) => (text === '' ? next.delete('text') : next.set('text', text)));
}

export function toggleFilter(key: string, value: string): void {
  const word = `${key}=${value}`;
  change((next) => {
    const filters = next.getAll('filter');
    next.delete('filter');
    const kept = filters.includes(word) ? filters.filter((one) => one !== word) : [...filters, word];
    for (const filter of kept) next.append('filter', filter);
  });
}

export function clearFilters(): void {
  change((next) => {
    next.delete('filter');
    next.delete('text');
  });
}

export function setView(view: 'grid' | 'table'): void {
  change((next) => (view === 'grid' ? next.delete('view') : next.set('view', view)));
}

function change(edit: (next: URLSearchParams) => void): void {
  const next = new URLSearchParams(query.value);
  edit(next);
  const text = next.toString();
  amend(text === '' ? '/' : `/?${text}`);
}
