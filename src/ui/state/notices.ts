import { signal } from '@preact/signals';

export type Notice = {
  readonly id: number;
  readonly text: string;
  readonly hint?: string | undefined;
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

export function complain(text: string, hint?: string): void {
  if (notices.value.some((notice) => notice.text === text)) return;
  add({ text, hint, kind: 'failed' });
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
