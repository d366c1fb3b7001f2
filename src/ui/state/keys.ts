/** `false`: this key means nothing here now, ask the layer below. */
type Handler = (event: KeyboardEvent) => unknown;
export type Keys = Readonly<Record<string, Handler>>;

const layers: Keys[] = [];

/** Gives keys a meaning until the returned function is called; the latest layer that knows a key has it. */
export function bindKeys(keys: Keys): () => void {
  layers.push(keys);
  return () => {
    layers.splice(layers.indexOf(keys), 1);
  };
}

/** No key fires while typing, nor with a modifier, which belongs to the browser. */
export function listenToKeys(): void {
  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (isTyping(event.target) && event.key !== 'Escape') return;
    // What has the focus is worked by its own keys.
    if ((event.key === 'Enter' || event.key === ' ') && isControl(event.target)) return;
    // An open dialog has the keyboard to itself.
    if (document.querySelector('dialog[open]')) return;
    const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    for (const keys of [...layers].reverse()) {
      const handler = keys[name];
      if (!handler || handler(event) === false) continue;
      event.preventDefault();
      return;
    }
  });
}

function isControl(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('a, button, summary, input, select') !== null;
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement)
    return !['checkbox', 'radio', 'range', 'button'].includes(target.type);
  return (
    target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable
  );
}
