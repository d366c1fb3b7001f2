import { batch, signal } from '@preact/signals';
import { call } from '../server/call.js';
import { api } from '../server/client.js';
import { asFault, type Fault } from '../server/fault.js';
import type { CasePage, CaseRecord, Facet } from '../server/types.js';
import { SORTS } from './question.js';

/** The cases that the address asks for, by their place; those that were not in sight yet are missing. */
export const cases = signal<ReadonlyMap<number, CaseRecord>>(new Map());
/** Cases that the question has in all. */
export const total = signal(0);
export const facets = signal<readonly Facet[]>([]);
/** True until the first page of a question is here. */
export const fresh = signal(true);
export const fault = signal<Fault | undefined>(undefined);
/** Another one for every question: a new list begins at its top. */
export const listed = signal('');

/** Quick to come, and more than a screen. */
const BLOCK = 100;
/** As many as the server gives at a time. */
const LARGEST_PAGE = 500;
let asked: URLSearchParams | undefined;
let inSight = { first: 0, last: 0 };
let turn = 0;
/** The turn whose first page is here: while another is asked, nothing is added to the list that still stands. */
let here = 0;
/** The turn for which what is in sight is being fetched. */
let filling: number | undefined;

/** Asks for a page and the counts, when the question is another one than before. `anew`: the archive is. */
export async function ask(question: URLSearchParams, anew = false): Promise<void> {
  const key = question.toString();
  if (key === asked?.toString() && !anew && fault.peek() === undefined) return;
  const same = key === listed.peek();
  const mine = ++turn;
  asked = question;
  const from = same ? blockOf(inSight.first) : 0;
  try {
    const [page, counted] = await Promise.all([
      fetchPage(question, from, BLOCK),
      call(api.cases.facets.$get({ query: queryOf(question) })),
    ]);
    if (mine !== turn) return;
    if (!same) inSight = { first: 0, last: 0 };
    here = mine;
    batch(() => {
      listed.value = key;
      cases.value = new Map(page.items.map((item, i) => [from + i, item]));
      facets.value = counted.facets;
      total.value = page.total;
      fresh.value = false;
      fault.value = undefined;
    });
    void fill();
  } catch (error) {
    if (mine === turn) fault.value = asFault(error);
  }
}

/** Which places of the list are in sight now. */
export function look(first: number, last: number): void {
  inSight = { first, last };
  void fill();
}

/** Fetches what is in sight, a block at a time: whoever drags on gets what is in sight by then, not all between. */
async function fill(): Promise<void> {
  const mine = turn;
  if (here !== mine || filling === mine) return;
  filling = mine;
  try {
    for (;;) {
      const missing = firstMissing(inSight.first, Math.min(inSight.last, total.peek()));
      if (missing === undefined || !(await take(blockOf(missing), BLOCK))) break;
    }
  } catch (error) {
    if (mine === turn) fault.value = asFault(error);
  } finally {
    if (filling === mine) filling = undefined;
  }
}

/** Fetches all from one place to another. False: the list is another one by now. */
export async function takeAll(first: number, last: number): Promise<boolean> {
  const mine = turn;
  for (;;) {
    if (here !== turn || mine !== turn) return false;
    const missing = firstMissing(first, last + 1);
    if (missing === undefined) return true;
    if (!(await take(missing, LARGEST_PAGE))) return false;
  }
}

/** Takes a page into the list. A list that changed meanwhile is asked anew: its places are others now. */
async function take(from: number, limit: number): Promise<boolean> {
  const [mine, question] = [turn, asked];
  if (question === undefined) return false;
  const page = await fetchPage(question, from, limit);
  if (mine !== turn) return false;
  if (page.total !== total.peek()) {
    void ask(question, true);
    return false;
  }
  const next = new Map(cases.peek());
  for (const [i, item] of page.items.entries()) next.set(from + i, item);
  cases.value = next;
  return page.items.length > 0;
}

function firstMissing(from: number, before: number): number | undefined {
  for (let at = from; at < before; at++) if (!cases.peek().has(at)) return at;
  return undefined;
}

function blockOf(index: number): number {
  return Math.floor(index / BLOCK) * BLOCK;
}

function fetchPage(question: URLSearchParams, offset: number, limit: number): Promise<CasePage> {
  const query = { ...questionOf(question), limit: String(limit), offset: String(offset) };
  return call(api.cases.$get({ query }));
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
