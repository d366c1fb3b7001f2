import { signal } from '@preact/signals';
import type { Problem } from '../words/explain.js';

export type Notice = {
  readonly id: number;
  readonly text: string;
  /** What the server says of it. */
  readonly problem?: Problem | undefined;
  readonly kind: 'done' | 'failed';
  /** Takes back what was done. */
  readonly undo?: (() => unknown) | undefined;
  /** Called once it can no longer be taken back. */
  readonly settle?: (() => unknown) | undefined;
};

/** Short news of what was done; failures stay until they are closed. */
export const notices = signal<readonly Notice[]>([]);
let count = 0;
const DONE_FOR_MS = 4000;
/** Time to find the button, and to think. */
const UNDO_FOR_MS = 10_000;

export function tell(text: string, undo?: Notice['undo'], settle?: Notice['settle']): void {
  const id = add({ text, undo, settle, kind: 'done' });
  setTimeout(() => dismiss(id), undo ? UNDO_FOR_MS : DONE_FOR_MS);
}

/** Of what the page says itself, or of what the server says; once, however often it is met. */
export function complain(text: string, problem?: Problem): void {
  const same = (notice: Notice) =>
    notice.text === text &&
    notice.problem?.tag === problem?.tag &&
    notice.problem?.detail === problem?.detail;
  if (!notices.value.some(same)) add({ text, problem, kind: 'failed' });
}

export function dismiss(id: number): void {
  drop(id)?.settle?.();
}

export function takeBack({ id }: Notice): void {
  drop(id)?.undo?.();
}

/** The notice, when it was still there. */
function drop(id: number): Notice | undefined {
  const found = notices.value.find((notice) => notice.id === id);
  if (found) notices.value = notices.value.filter((notice) => notice !== found);
  return found;
}

function add(notice: Omit<Notice, 'id'>): number {
  count++;
  notices.value = [...notices.value, { ...notice, id: count }];
  return count;
}
