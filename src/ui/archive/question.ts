import { amend, query } from '../state/address.js';

/** The archive's question lives in the address: filters, words and the view. */
export function questionNow(): URLSearchParams {
  const asked = new URLSearchParams();
  for (const name of ['filter', 'status']) {
    for (const value of query.value.getAll(name)) asked.append(name, value);
  }
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

/** Filters as `key=value`; what became of the slides is one of them here, though not a fact of the case. */
export function filtersNow(): string[] {
  return [...query.value.getAll('status').map((value) => `status=${value}`), ...query.value.getAll('filter')];
}

export function toggleFilter(key: string, value: string): void {
  const [name, word] = key === 'status' ? ['status', value] : ['filter', `${key}=${value}`];
  change((next) => {
    const before = next.getAll(name);
    next.delete(name);
    const kept = before.includes(word) ? before.filter((one) => one !== word) : [...before, word];
    for (const one of kept) next.append(name, one);
  });
}

export function clearFilters(): void {
  change((next) => {
    for (const name of ['filter', 'status', 'text']) next.delete(name);
  });
}

export function setView(view: 'grid' | 'table'): void {
  change((next) => (view === 'grid' ? next.delete('view') : next.set('view', view)));
}

/** Whether all pictures of the grid show tissue at one scale, or each the whole of its slide. */
export function wholeSlides(): boolean {
  return query.value.get('pictures') === 'whole';
}

export function showWholeSlides(whole: boolean): void {
  change((next) => (whole ? next.set('pictures', 'whole') : next.delete('pictures')));
}

function change(edit: (next: URLSearchParams) => void): void {
  const next = new URLSearchParams(query.value);
  edit(next);
  const text = next.toString();
  amend(text === '' ? '/' : `/?${text}`);
}
