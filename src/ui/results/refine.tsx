import { X } from 'lucide-preact';
import { useEffect } from 'preact/hooks';
import { call } from '../server/call.js';
import { api } from '../server/client.js';
import type { Answer, Facet } from '../server/types.js';
import { createResource } from '../state/resource.js';
import { number, words } from '../words/words.js';
import { ranking } from './answer-store.js';
import { refine } from './refine-answer.js';

const OFFERED = ['organ', 'stain', 'site', 'specimen'] as const;
const facets = createResource<readonly Facet[]>();

/** Asks the same question among fewer cases; every answer keeps an address of its own. */
export function Refine({ found }: { readonly found: Answer }) {
  const say = words.value;
  const { filters, includeOwnPatient, kind, slideId } = found.query;
  useEffect(() => {
    if (!facets.now.peek().value)
      void facets.load(async () => (await call(api.cases.facets.$get({ query: {} }))).facets);
  }, []);
  const chosen = Object.entries(filters).flatMap(([key, values]) => values.map((value) => ({ key, value })));
  const isChosen = (key: string, value: string) => filters[key]?.some((one) => one === value) ?? false;
  const toggle = (key: string, value: string) => {
    const own = filters[key] ?? [];
    const next = isChosen(key, value) ? own.filter((one) => one !== value) : [...own, value];
    const { [key]: _, ...rest } = filters;
    void refine(found.id, { filters: next.length > 0 ? { ...rest, [key]: next } : rest });
  };
  return (
    <>
      {chosen.length > 0 && (
        <ul class="chips" aria-label={say.archive.filters}>
          {chosen.map(({ key, value }) => (
            <li key={`${key}=${value}`}>
              <button
                type="button"
                class="chip"
                aria-label={say.archive.remove(say.values[value] ?? value)}
                onClick={() => toggle(key, value)}
              >
                {say.values[value] ?? value} <X size={12} aria-hidden="true" />
              </button>
            </li>
          ))}
        </ul>
      )}
      <details class="refine">
        <summary>{say.results.narrow(chosen.length)}</summary>
        {slideId && (
          <label>
            <input
              type="checkbox"
              checked={includeOwnPatient}
              onChange={() => void refine(found.id, { includeOwnPatient: !includeOwnPatient })}
            />{' '}
            {say.results.withOwn}
          </label>
        )}
        {kind !== 'text' && <WordsToo found={found} />}
        {facets.now.value.value
          ?.filter(({ key, values }) => OFFERED.some((one) => one === key) && values.length > 1)
          .map((facet) => (
            <Narrowing key={facet.key} facet={facet} isChosen={isChosen} toggle={toggle} />
          ))}
      </details>
    </>
  );
}

/** Words that are asked beside the picture, to be changed or taken away. */
function WordsToo({ found }: { readonly found: Answer }) {
  const say = words.value;
  return (
    <form
      class="words-too"
      onSubmit={(event) => {
        event.preventDefault();
        const given = new FormData(event.currentTarget).get('text');
        void refine(found.id, { text: String(given ?? '').trim() });
      }}
    >
      <input
        type="text"
        name="text"
        aria-label={say.slide.withWords}
        placeholder={say.slide.withWords}
        title={say.slide.withWordsHint}
        maxLength={500}
        defaultValue={found.query.text ?? ''}
      />
      <button type="submit" disabled={ranking.value}>
        {say.picture.go}
      </button>
    </form>
  );
}

type NarrowingProps = {
  readonly facet: Facet;
  readonly isChosen: (key: string, value: string) => boolean;
  readonly toggle: (key: string, value: string) => void;
};

function Narrowing({ facet: { key, values }, isChosen, toggle }: NarrowingProps) {
  return (
    <fieldset class="facet">
      <legend>{words.value.fields[key]}</legend>
      {values.map(({ value, cases }) => (
        <label key={value}>
          <input type="checkbox" checked={isChosen(key, value)} onChange={() => toggle(key, value)} />
          <span title={value}>{value}</span>
          <small>{number(cases)}</small>
        </label>
      ))}
    </fieldset>
  );
}
