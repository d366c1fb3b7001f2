import { Layers, Scale } from 'lucide-preact';
import type { Answer } from '../server/types.js';
import { words } from '../words/words.js';
import { contrasted, grouped, look } from './answer-view.js';

/** Other ways to look at the same answer. */
export function ResultsTools({ found }: { readonly found: Answer }) {
  const say = words.value.results;
  if (found.cases.length === 0) return null;
  const canContrast = found.query.tiles > 0 && found.evidence.filter(({ diagnosis }) => diagnosis).length > 1;
  return (
    <div class="results-tools">
      <button
        type="button"
        aria-pressed={grouped.value}
        onClick={() => look('by', grouped.value ? undefined : 'diagnosis')}
      >
        <Layers size={14} aria-hidden="true" /> {say.group}
      </button>
      {canContrast && (
        <button
          type="button"
          aria-pressed={contrasted.value !== undefined}
          title={say.contrastHint}
          onClick={() => look('contrast', contrasted.value ? undefined : 'A,B')}
        >
          <Scale size={14} aria-hidden="true" /> {say.contrast}
        </button>
      )}
    </div>
  );
}
