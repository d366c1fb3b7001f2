import type { Answer } from '../server/types.js';
import { words } from '../words/words.js';
import { ranking } from './answer-store.js';
import { refine } from './refine-answer.js';

const MOST = 100;

/** Asks for more cases, as long as there may be some. */
export function MoreHits({ found }: { readonly found: Answer }) {
  const { k } = found.query;
  if (found.cases.length < k || k >= MOST) return null;
  return (
    <button
      type="button"
      class="more-hits"
      disabled={ranking.value}
      onClick={() => void refine(found.id, { k: Math.min(MOST, k + 20) })}
    >
      {words.value.results.more}
    </button>
  );
}
