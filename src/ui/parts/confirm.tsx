import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { words } from '../words/words.js';
import { attempt } from './notices.jsx';

type Props = {
  /** Found out when the button is pressed: what goes is counted before it is asked about. */
  readonly question: () => Promise<string>;
  readonly yes: string;
  readonly onYes: () => void;
  /** What the button shows. */
  readonly children: ComponentChildren;
};

/** A button for what cannot be undone: it asks first, in its own place. */
export function Confirm({ question, yes, onYes, children }: Props) {
  const asked = useSignal<string | undefined>(undefined);
  const ask = () =>
    attempt(async () => {
      asked.value = await question();
    });
  const close = () => {
    asked.value = undefined;
  };
  if (asked.value === undefined) {
    return (
      <button type="button" class="quiet" onClick={() => void ask()}>
        {children}
      </button>
    );
  }
  return (
    <span class="confirm" role="alert">
      {asked.value}
      <button
        type="button"
        class="danger"
        onClick={() => {
          close();
          onYes();
        }}
      >
        {yes}
      </button>
      <button type="button" class="quiet" onClick={close}>
        {words.value.case.no}
      </button>
    </span>
  );
}
