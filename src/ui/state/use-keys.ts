import { useLayoutEffect, useRef } from 'preact/hooks';
import { bindKeys, type Keys } from './keys.js';

/** Keys of a component, as long as it is shown; the handlers are always those of its last drawing. */
export function useKeys(keys: Keys): void {
  const latest = useRef(keys);
  latest.current = keys;
  const names = Object.keys(keys).join(' ');
  // Before the drawing is seen: a key pressed at the first sight of a page must not be lost.
  useLayoutEffect(() => {
    const bound = Object.keys(latest.current).map((name) => [
      name,
      (event: KeyboardEvent) => latest.current[name]?.(event),
    ]);
    return bindKeys(Object.fromEntries(bound));
  }, [names]);
}
