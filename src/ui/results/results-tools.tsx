import { signal } from '@preact/signals';
import { Layers, Scale } from 'lucide-preact';
import type { Answer } from '../server/types.js';
import { words } from '../words/words.js';
import { contrastOpen } from './contrast-view.jsx';

/** Whether hits stand by diagnosis instead of in the answer's order. */
export const grouped = signal(false);

/** Other ways to look at the same answer. */
export function ResultsTools({ found }: { readonly found: Answer }) {
  const say = words.value.results;
  const canContrast = found.query.tiles > 0 && found.evidence.filter(({ diagnosis }) => diagnosis).length > 1;
  return (
    <div class="results-tools">
      <button
        type="button"
        aria-pressed={grouped.value}
        onClick={() => {
          grouped.value = !grouped.value;
        }}
      >
        <Layers size={14} aria-hidden="true" /> {say.group}
      </button>
      {canContrast && (
        <button
          type="button"
          aria-pressed={contrastOpen.value}
          title={say.contrastHint}
          onClick={() => {
            contrastOpen.value = !contrastOpen.value;
          }}
        >
          <Scale size={14} aria-hidden="true" /> {say.contrast}
        </button>
      )}
    </div>
  );
}
