import { signal } from '@preact/signals';
import { X } from 'lucide-preact';
import { useEffect, useRef } from 'preact/hooks';
import { useKeys } from '../state/use-keys.js';
import type { Words } from '../words/en.js';
import { words } from '../words/words.js';

export const helpOpen = signal(false);

type Group = {
  readonly name: keyof Words['keyGroups'];
  readonly keys: readonly (readonly [key: string, meaning: keyof Words['keys']])[];
};

const GROUPS: readonly Group[] = [
  {
    name: 'everywhere',
    keys: [
      ['/', 'search'],
      ['Ctrl V', 'paste'],
      ['U', 'undo'],
      ['Esc', 'letGo'],
      ['?', 'help'],
    ],
  },
  {
    name: 'archive',
    keys: [
      ['J  K', 'next'],
      ['PgUp  PgDn', 'page'],
      ['Home  End', 'ends'],
      ['X', 'choose'],
      ['⇧ J  K', 'chooseOn'],
      ['Ctrl A', 'chooseAll'],
      ['Enter', 'open'],
    ],
  },
  {
    name: 'slide',
    keys: [
      ['R', 'rectangle'],
      ['P', 'polygon'],
      ['F', 'freehand'],
      ['M', 'ruler'],
      ['S', 'ask'],
      ['0', 'fit'],
      ['Z', 'oneToOne'],
      ['+  −', 'zoom'],
      ['← ↑ ↓ →', 'move'],
      ['\\', 'panel'],
    ],
  },
  {
    name: 'drawing',
    keys: [
      ['← ↑ ↓ →', 'crosshair'],
      ['⇧ ←', 'fine'],
      ['Space', 'corner'],
      ['⌫', 'back'],
      ['Enter', 'finish'],
    ],
  },
  {
    name: 'answer',
    keys: [
      ['J  K', 'next'],
      ['1 – 9', 'hit'],
      ['+  −', 'mark'],
      ['C', 'compare'],
    ],
  },
  {
    name: 'compare',
    keys: [
      ['H', 'heat'],
      ['[  ]', 'opacity'],
    ],
  },
];

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
      <div class="key-groups">
        {GROUPS.map(({ name, keys }) => (
          <section key={name}>
            <h3>{say.keyGroups[name]}</h3>
            <dl>
              {keys.map(([key, meaning]) => (
                <div key={key}>
                  <dt>
                    <kbd>{key}</kbd>
                  </dt>
                  <dd>{say.keys[meaning]}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </dialog>
  );
}
