import { Check, X } from 'lucide-preact';
import type { Answer, Hit } from '../server/types.js';
import { words } from '../words/words.js';
import { bestRegion, mark, ranking } from './answer-store.js';

/** ✓ and ✗ of a hit. Pressed again, a mark is taken back. */
export function MarkButtons({ found, hit }: { readonly found: Answer; readonly hit: Hit }) {
  const say = words.value.results;
  if (!bestRegion(hit)) return null;
  const marks = [
    { wanted: 'relevant', label: say.relevant, icon: Check, key: '+' },
    { wanted: 'not-relevant', label: say.notRelevant, icon: X, key: '−' },
  ] as const;
  return (
    <>
      {marks.map(({ wanted, label, icon: Icon, key }) => (
        <button
          key={wanted}
          type="button"
          class={`quiet ${wanted}`}
          aria-pressed={hit.mark === wanted}
          aria-disabled={ranking.value}
          title={`${label} (${key})`}
          onClick={() => void mark(found, hit, wanted)}
        >
          <Icon size={16} aria-hidden="true" /> <span>{label}</span>
        </button>
      ))}
    </>
  );
}
