import { signal } from '@preact/signals';
import { dismiss, tell } from '../state/notices.js';
import { attempt } from './notices.jsx';

/** Ids of what was deleted here: gone from sight at once, from the server when it can no longer be taken back. */
export const leaving = signal<ReadonlySet<string>>(new Set());
/** The news that still offer to take a removal back. */
const open = new Set<number>();

/** Takes something out of sight and deletes it when the time to take that back is over, or the page is left. */
export function removeSoon(id: string, text: string, remove: () => Promise<unknown>): void {
  const show = (gone: boolean) => {
    const next = new Set(leaving.value);
    if (gone) next.add(id);
    else next.delete(id);
    leaving.value = next;
  };
  show(true);
  const undo = () => {
    open.delete(notice);
    show(false);
  };
  const settle = async () => {
    open.delete(notice);
    if (!(await attempt(remove))) show(false);
  };
  const notice = tell(text, undo, settle);
  open.add(notice);
}

addEventListener('pagehide', () => {
  for (const notice of [...open]) dismiss(notice);
});
