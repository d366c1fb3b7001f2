import { type ReadonlySignal, signal } from '@preact/signals';
import { asFault, type Fault } from '../server/fault.js';

export type Loaded<T> =
  | { readonly state: 'loading'; readonly value?: T | undefined }
  | { readonly state: 'ready'; readonly value: T }
  | { readonly state: 'failed'; readonly fault: Fault; readonly value?: T | undefined };

export type Resource<T> = {
  readonly now: ReadonlySignal<Loaded<T>>;
  /** Asks; an answer that a later question overtook is dropped. Old values stay visible meanwhile. */
  load(ask: () => Promise<T>): Promise<void>;
  set(value: T): void;
  clear(): void;
  again(): void;
};

/** Something of the server's, with its states. */
export function createResource<T>(): Resource<T> {
  const now = signal<Loaded<T>>({ state: 'loading' });
  let turn = 0;
  let last: (() => Promise<T>) | undefined;
  const load = async (ask: () => Promise<T>) => {
    const mine = ++turn;
    last = ask;
    now.value = { state: 'loading', value: now.value.value };
    try {
      const value = await ask();
      if (mine === turn) now.value = { state: 'ready', value };
    } catch (error) {
      if (mine === turn) now.value = { state: 'failed', fault: asFault(error), value: now.value.value };
    }
  };
  return {
    now,
    load,
    set(value) {
      turn++;
      now.value = { state: 'ready', value };
    },
    clear() {
      turn++;
      now.value = { state: 'loading' };
    },
    again() {
      if (last) void load(last);
    },
  };
}
