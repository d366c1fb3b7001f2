import { computed, signal } from '@preact/signals';
import { attempt } from '../parts/notices.jsx';
import { call } from '../server/call.js';
import { api } from '../server/client.js';
import { cases, queryOf, takeAll } from './case-list.js';
import { questionNow } from './question.js';

/** Cases that are chosen, by id; those that were not scrolled to yet may be among them. */
export const selected = signal<ReadonlySet<string>>(new Set());
/** The place of the list that the keyboard is at; −1: none yet. */
export const current = signal(-1);
export const selecting = computed(() => selected.value.size > 0);
/** Where a range begins: the case that was chosen last on its own. */
let anchor = 0;

export function toggleAt(index: number): void {
  const id = cases.value.get(index)?.id;
  if (id === undefined) return;
  anchor = index;
  current.value = index;
  const next = new Set(selected.value);
  if (!next.delete(id)) next.add(id);
  selected.value = next;
}

/** Everything between the last single choice and here, added to what is chosen, seen or not. */
export function extendTo(index: number): Promise<boolean> {
  const [from, to] = [Math.min(anchor, index), Math.max(anchor, index)];
  current.value = index;
  return attempt(async () => {
    if (!(await takeAll(from, to))) return;
    const between = Array.from({ length: to - from + 1 }, (_, i) => cases.value.get(from + i)?.id);
    selected.value = new Set([...selected.value, ...between.filter((id) => id !== undefined)]);
  });
}

/** Every case that the question has, not only those in sight. */
export function selectAll(): Promise<boolean> {
  return attempt(async () => {
    const { ids } = await call(api.cases.ids.$get({ query: queryOf(questionNow()) }));
    selected.value = new Set(ids);
  });
}

export function clearSelection(): void {
  selected.value = new Set();
}

/** A click with Shift or Ctrl chooses, and so does every click once something is chosen. True when it did. */
export function choosesBy(event: MouseEvent, index: number): boolean {
  if (event.button !== 0) return false;
  if (event.shiftKey) void extendTo(index);
  else if (event.ctrlKey || event.metaKey || selecting.value) toggleAt(index);
  else return false;
  event.preventDefault();
  return true;
}
