import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { words } from '../words/words.js';

type Props = {
  readonly question: string;
  readonly yes: string;
  readonly onYes: () => void;
  /** What the button shows. */
  readonly children: ComponentChildren;
};

/** A button for what cannot be undone: it asks first, in its own place. */
export function Confirm({ question, yes, onYes, children }: Props) {
  const asked = useSignal(false);
  const set = (value: boolean) => () => {
    asked.value = value;
  };
  if (!asked.value) {
    return (
      <button type="button" class="quiet" onClick={set(true)}>
        {children}
      </button>
    );
  }
  return (
    <span class="confirm" role="alert">
      {question}
      <button
        type="button"
        class="danger"
        onClick={() => {
          asked.value = false;
          onYes();
        }}
      >
        {yes}
      </button>
      <button type="button" class="quiet" onClick={set(false)}>
        {words.value.case.no}
      </button>
    </span>
  );
}
