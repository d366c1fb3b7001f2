import { useLayoutEffect } from 'preact/hooks';
import { useKeys } from '../state/use-keys.js';
import { total } from './case-list.js';
import { clearSelection, current, extendTo, selectAll, selecting, toggleAt } from './selection.js';

/** J and K walk the cases, with Shift they choose on the way; X chooses, Ctrl-A everything, Esc nothing. */
export function useListKeys(): void {
  const step = (by: number) => (event: KeyboardEvent) => {
    const next = Math.min(total.value - 1, Math.max(0, current.value + by));
    if (event.shiftKey) void extendTo(next);
    else current.value = next;
  };
  useKeys({
    j: step(1),
    k: step(-1),
    x: () => toggleAt(Math.max(0, current.value)),
    Escape: () => selecting.value && clearSelection(),
  });
  // Before the list is seen, like all keys.
  useLayoutEffect(() => {
    current.value = -1;
    const all = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLInputElement && event.target.type !== 'checkbox';
      if (event.key.toLowerCase() !== 'a' || !(event.ctrlKey || event.metaKey) || typing) return;
      if (document.querySelector('dialog[open]')) return;
      event.preventDefault();
      void selectAll();
    };
    addEventListener('keydown', all);
    return () => {
      removeEventListener('keydown', all);
      clearSelection();
    };
  }, []);
}
