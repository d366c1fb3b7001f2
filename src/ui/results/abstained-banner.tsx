import type { Answer } from '../server/types.js';
import { language } from '../state/preferences.js';
import { number, words } from '../words/words.js';

type Props = {
  readonly found: Pick<Answer, 'cases' | 'reason' | 'reasonZh' | 'searched'>;
  readonly shown: boolean;
  readonly onToggle?: (() => void) | undefined;
};

/** "Nothing similar" is an answer too: calm, with what was searched. */
export function AbstainedBanner({ found, shown, onToggle }: Props) {
  const say = words.value.results;
  const reason = language.value === 'zh' ? found.reasonZh : found.reason;
  const { cases, patients, tiles } = found.searched;
  return (
    <section class="abstained">
      <h2>{say.nothing}</h2>
      {reason && <p>{reason}</p>}
      <p class="faint">{say.searched(number(cases), number(patients), number(tiles))}</p>
      {found.cases.length > 0 && onToggle && (
        <button type="button" aria-expanded={shown} onClick={onToggle}>
          {shown ? say.hideAgain : say.showAnyway}
        </button>
      )}
    </section>
  );
}
