import { signal } from '@preact/signals';

export type Notice = {
  readonly id: number;
  readonly text: string;
  readonly hint?: string | undefined;
  readonly kind: 'done' | 'failed';
  /** Takes back what was done. */
  readonly undo?: (() => unknown) | undefined;
};

/** Short news of what was done; failures stay until they are closed. */
export const notices = signal<readonly Notice[]>([]);
let count = 0;
const DONE_FOR_MS = 4000;
/** Time to find the button, and to think. */
const UNDO_FOR_MS = 10_000;

export function tell(text: string, undo?: () => unknown): void {
  const id = add({ text, undo, kind: 'done' });
  setTimeout(() => dismiss(id), undo ? UNDO_FOR_MS : DONE_FOR_MS);
}

export function complain(text: string, hint?: string): void {
  if (notices.value.some((notice) => notice.text === text)) return;
  add({ text, hint, kind: 'failed' });
}

export function dismiss(id: number): void {
  notices.value = notices.value.filter((notice) => notice.id !== id);
}

export function takeBack({ id, undo }: Notice): void {
  dismiss(id);
  undo?.();
}

function add(notice: Omit<Notice, 'id'>): number {
  count++;
  notices.value = [...notices.value, { ...notice, id: count }];
  return count;
}
