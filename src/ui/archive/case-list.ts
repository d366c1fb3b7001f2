import { batch, signal } from '@preact/signals';
import { call } from '../server/call.js';
import { api } from '../server/client.js';
import { asFault, type Fault } from '../server/fault.js';
import type { CaseRecord, Facet } from '../server/types.js';
import { SORTS } from './question.js';

/** The cases that the address asks for, as far as they were scrolled to. */
export const cases = signal<readonly CaseRecord[]>([]);
export const facets = signal<readonly Facet[]>([]);
/** True until the first page of a question is here. */
export const fresh = signal(true);
export const fault = signal<Fault | undefined>(undefined);
/** Cases that the question has in all. */
export const total = signal(0);

/** The first page is quick to come; those who scroll on are far sooner at the end by larger ones. */
const PAGE = '100';
const NEXT_PAGES = '300';
let asked: string | undefined;
let cursor: string | null = null;
let fetching = false;
let turn = 0;

/** Asks for the first page and the counts, when the question is another one than before. */
export async function ask(question: URLSearchParams, anew = false): Promise<void> {
  const key = question.toString();
  if (key === asked && !anew && fault.value === undefined) return;
  asked = key;
  const mine = ++turn;
  fetching = true;
  try {
    const [page, counted] = await Promise.all([
      call(api.cases.$get({ query: { ...questionOf(question), limit: PAGE } })),
      call(api.cases.facets.$get({ query: queryOf(question) })),
    ]);
    if (mine !== turn) return;
    batch(() => {
      cases.value = page.items;
      facets.value = counted.facets;
      cursor = page.nextCursor;
      total.value = page.total;
      fresh.value = false;
      fault.value = undefined;
    });
  } catch (error) {
    if (mine === turn) fault.value = asFault(error);
  } finally {
    if (mine === turn) fetching = false;
  }
}

export async function more(question: URLSearchParams): Promise<void> {
  if (fetching || cursor === null) return;
  const mine = turn;
  fetching = true;
  try {
    const page = await call(
      api.cases.$get({ query: { ...questionOf(question), limit: NEXT_PAGES, cursor } }),
    );
    if (mine !== turn) return;
    batch(() => {
      cases.value = [...cases.value, ...page.items];
      cursor = page.nextCursor;
      total.value = page.total;
    });
  } catch (error) {
    if (mine === turn) fault.value = asFault(error);
  } finally {
    if (mine === turn) fetching = false;
  }
}

function questionOf(question: URLSearchParams) {
  const sort = SORTS.find((one) => one === question.get('sort')) ?? 'newest';
  return { ...queryOf(question), sort };
}

const STATES = ['pending', 'indexed', 'skipped', 'failed'] as const;

/** Which cases, whatever their order. */
export function queryOf(question: URLSearchParams) {
  const text = question.get('text')?.trim();
  const status = STATES.filter((state) => question.getAll('status').includes(state));
  return { filter: question.getAll('filter'), status, ...(text ? { text } : {}) };
}
