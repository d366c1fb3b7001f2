import type { Hit } from '../server/types.js';
import { number, words } from '../words/words.js';

/** Where the score stands among the best matches of this archive's own patients. */
export function Similarity({ hit: { percentile, score } }: { readonly hit: Hit }) {
  const say = words.value.results;
  const title = percentile === null ? undefined : say.percentile(number(percentile));
  return (
    <p class="similarity" title={title}>
      <span class="unseen">{say.similarity} </span>
      {percentile !== null && (
        <span class="scale" aria-hidden="true">
          <span style={{ width: `${percentile}%` }} />
        </span>
      )}
      <span>{number(score, 2)}</span>
    </p>
  );
}
