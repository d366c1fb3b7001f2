import { BookmarkPlus, Search, X } from 'lucide-preact';
import { keeping } from '../collections/keep-dialog.jsx';
import { plainNumber, words } from '../words/words.js';
import { askedWords } from './asking.js';
import { extentOf, regions, setRegion } from './region.js';

type Props = {
  readonly slideId: string;
  readonly mpp: number | undefined;
  readonly busy: boolean;
  /** Visiting slides go again: nothing of them is kept. */
  readonly canKeep: boolean;
  readonly onAsk: () => void;
};

/** What is drawn and the button that asks with it; without a region it says how to draw one. */
export function AskBar({ slideId, mpp, busy, canKeep, onAsk }: Props) {
  const say = words.value.slide;
  const region = regions.value.get(slideId);
  if (!region) return <p class="ask-bar hint">{say.hint}</p>;
  const { width, height } = extentOf(region);
  return (
    <div class="ask-bar">
      <button type="button" class="primary" disabled={busy} title={`${say.ask} (S)`} onClick={onAsk}>
        <Search size={16} aria-hidden="true" /> {say.ask}
      </button>
      <span>
        {busy ? say.asking : mpp && say.selected(plainNumber(width * mpp), plainNumber(height * mpp))}
      </span>
      <WithWords onAsk={onAsk} />
      {canKeep && (
        <button
          type="button"
          class="quiet"
          title={words.value.collections.keep}
          aria-label={words.value.collections.keep}
          onClick={() => {
            keeping.value = [{ slideId, box: extentOf(region) }];
          }}
        >
          <BookmarkPlus size={16} aria-hidden="true" />
        </button>
      )}
      <button
        type="button"
        class="quiet"
        title={`${say.letGo} (Esc)`}
        aria-label={say.letGo}
        onClick={() => setRegion(slideId, undefined)}
      >
        <X size={16} aria-hidden="true" />
      </button>
    </div>
  );
}

function WithWords({ onAsk }: Pick<Props, 'onAsk'>) {
  const say = words.value.slide;
  return (
    <input
      type="text"
      class="with-words"
      aria-label={say.withWords}
      placeholder={say.withWords}
      title={say.withWordsHint}
      maxLength={500}
      value={askedWords.value}
      onInput={({ currentTarget }) => {
        askedWords.value = currentTarget.value;
      }}
      onKeyDown={({ key, currentTarget }) => {
        if (key === 'Enter') onAsk();
        if (key === 'Escape') currentTarget.blur();
      }}
    />
  );
}
