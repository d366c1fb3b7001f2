import { Search } from 'lucide-preact';
import { useEffect, useRef } from 'preact/hooks';
import { query } from '../state/address.js';
import { useKeys } from '../state/use-keys.js';
import { words } from '../words/words.js';
import { askingWords, askWords } from './ask-words.js';
import { setText } from './question.js';

const QUIET_MS = 180;

/** Text search as one types. */
export function SearchField() {
  const field = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>();
  const say = words.value.archive;
  const text = query.value.get('text')?.trim() ?? '';
  // What was typed last would call the archive back after one has left it.
  useEffect(() => () => clearTimeout(timer.current), []);
  const askNow = (given: string) => {
    clearTimeout(timer.current);
    setText(given);
    void askWords(given);
  };
  useKeys({ '/': () => field.current?.focus() });
  return (
    <label class="search-field">
      <Search size={16} aria-hidden="true" />
      <span class="unseen">{say.search}</span>
      <input
        ref={field}
        type="search"
        placeholder={say.search}
        defaultValue={text}
        maxLength={500}
        onInput={({ currentTarget }) => {
          clearTimeout(timer.current);
          timer.current = setTimeout(() => setText(currentTarget.value.trim()), QUIET_MS);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur();
          if (event.key === 'Enter') askNow(event.currentTarget.value.trim());
        }}
      />
      {text === '' ? (
        <span class="kbd" aria-hidden="true">
          /
        </span>
      ) : (
        <button
          type="button"
          class="ask-words"
          disabled={askingWords.value}
          title={words.value.byWords.hint}
          onClick={() => askNow(field.current?.value.trim() ?? text)}
        >
          {words.value.byWords.ask} ⏎
        </button>
      )}
    </label>
  );
}
