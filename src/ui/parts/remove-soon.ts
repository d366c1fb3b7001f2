import { signal } from '@preact/signals';
import { dismiss, notices, tell } from '../state/notices.js';
import { attempt } from './notices.jsx';

/** Ids of what was deleted here: gone from sight at once, from the server when it can no longer be taken back. */
export const leaving = signal<ReadonlySet<string>>(new Set());

/** Takes something out of sight and deletes it when the time to take that back is over, or the page is left. */
export function removeSoon(id: string, text: string, remove: () => Promise<unknown>): void {
  const show = (gone: boolean) => {
    const next = new Set(leaving.value);
    if (gone) next.add(id);
    else next.delete(id);
    leaving.value = next;
  };
  show(true);
  const undo = () => show(false);
  const settle = async () => {
    if (!(await attempt(remove))) show(false);
  };
  tell(text, undo, settle);
}

addEventListener('pagehide', () => {
  for (const { id, settle } of notices.value) if (settle) dismiss(id);
});
