import { X } from 'lucide-preact';
import { useState } from 'preact/hooks';
import type { Facet } from '../server/types.js';
import { number, words } from '../words/words.js';
import { facets } from './case-list.js';
import { clearFilters, filtersNow, toggleFilter } from './question.js';

const SHOWN = [
  'status',
  'organ',
  'diagnosis',
  'stain',
  'site',
  'date',
  'specimen',
  'teaching',
  'scanner',
  'sex',
  'ageBand',
];
const FIRST = 6;

/** Filters with the number of cases that each would leave. */
export function FilterPanel() {
  const say = words.value;
  const chosen = filtersNow();
  const shown = SHOWN.flatMap((key) =>
    facets.value.filter((facet) => facet.key === key && tells(facet, chosen)),
  );
  return (
    <aside class="filters" aria-label={say.archive.filters}>
      <h2>{say.archive.filters}</h2>
      {chosen.length > 0 && (
        <ul class="chips">
          {chosen.map((word) => (
            <li key={word}>
              <Chip word={word} />
            </li>
          ))}
          <li>
            <button type="button" class="quiet" onClick={clearFilters}>
              {say.archive.clear}
            </button>
          </li>
        </ul>
      )}
      {shown.map((facet) => (
        <FacetList key={facet.key} facet={facet} chosen={chosen} />
      ))}
    </aside>
  );
}

function Chip({ word }: { readonly word: string }) {
  const [key, value] = split(word);
  const label = nameOf(key, value);
  return (
    <button
      type="button"
      class="chip"
      aria-label={words.value.archive.remove(label)}
      onClick={() => toggleFilter(key, value)}
    >
      {label} <X size={12} aria-hidden="true" />
    </button>
  );
}

function FacetList({ facet, chosen }: { readonly facet: Facet; readonly chosen: readonly string[] }) {
  const [all, setAll] = useState(false);
  const say = words.value;
  const values = all ? facet.values : facet.values.slice(0, FIRST);
  const hidden = facet.values.length - FIRST;
  return (
    <fieldset class="facet">
      <legend>{say.fields[facet.key] ?? facet.key}</legend>
      {values.map(({ value, cases }) => (
        <label key={value}>
          <input
            type="checkbox"
            checked={chosen.includes(`${facet.key}=${value}`)}
            onChange={() => toggleFilter(facet.key, value)}
          />
          <span title={nameOf(facet.key, value)}>{nameOf(facet.key, value)}</span>
          <small>{number(cases)}</small>
        </label>
      ))}
      {hidden > 0 && (
        <button type="button" class="quiet" onClick={() => setAll(!all)}>
          {all ? say.archive.fewer : say.archive.more(hidden)}
        </button>
      )}
    </fieldset>
  );
}

/** A field with one value for all cases narrows nothing. */
function tells({ key, values }: Facet, chosen: readonly string[]): boolean {
  return values.length > 1 || (values.length === 1 && chosen.some((word) => split(word)[0] === key));
}

function nameOf(key: string, value: string): string {
  const say = words.value;
  return (key === 'status' ? say.status[value] : say.values[value]) ?? value;
}

function split(word: string): readonly [string, string] {
  const at = word.indexOf('=');
  return [word.slice(0, at), word.slice(at + 1)];
}
