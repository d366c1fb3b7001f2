import { signal } from '@preact/signals';
import { X } from 'lucide-preact';
import { useEffect, useRef } from 'preact/hooks';
import { useKeys } from '../state/use-keys.js';
import { words } from '../words/words.js';

export const helpOpen = signal(false);

/** All keys on one page, on `?`. */
export function KeyHelp() {
  const say = words.value;
  const dialog = useRef<HTMLDialogElement>(null);
  const open = helpOpen.value;
  useKeys({
    '?': () => {
      helpOpen.value = !helpOpen.value;
    },
  });
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  const k = say.keys;
  const rows: readonly (readonly [string, string])[] = [
    ['/', k.search],
    ['R', k.rectangle],
    ['P', k.polygon],
    ['F', k.freehand],
    ['M', k.ruler],
    ['S', k.ask],
    ['Esc', k.letGo],
    ['0', k.fit],
    ['Z', k.oneToOne],
    ['\\', k.panel],
    ['1 – 9', k.hit],
    ['J  K', k.next],
    ['+  −', k.mark],
    ['U', k.undo],
    ['C', k.compare],
    ['H', k.heat],
    ['[  ]', k.opacity],
    ['?', k.help],
  ];
  return (
    <dialog
      ref={dialog}
      class="key-help"
      aria-label={say.frame.keys}
      onClose={() => {
        helpOpen.value = false;
      }}
    >
      <header>
        <h2>{say.frame.keys}</h2>
        <button
          type="button"
          class="quiet"
          aria-label={say.frame.close}
          onClick={() => {
            helpOpen.value = false;
          }}
        >
          <X size={16} aria-hidden="true" />
        </button>
      </header>
      <dl>
        {rows.map(([key, meaning]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </dialog>
  );
}
