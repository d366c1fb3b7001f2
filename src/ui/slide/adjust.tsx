import { useState } from 'preact/hooks';
import type { SlideView } from '../viewer/view.js';
import { words } from '../words/words.js';

const PLAIN = { brightness: 100, contrast: 100 };

/** Light and contrast of the picture on this screen; the slide and what is asked stay as they are. */
export function Adjust({ view }: { readonly view: SlideView }) {
  const say = words.value.slide;
  const [now, setNow] = useState(PLAIN);
  const set = (next: typeof PLAIN) => {
    setNow(next);
    view.adjust(next.brightness, next.contrast);
  };
  return (
    <div class="adjust">
      {(['brightness', 'contrast'] as const).map((name) => (
        <label key={name}>
          <span>{say[name]}</span>
          <input
            type="range"
            min="50"
            max="200"
            step="5"
            value={now[name]}
            onInput={({ currentTarget }) => set({ ...now, [name]: Number(currentTarget.value) })}
          />
          <output>{now[name]} %</output>
        </label>
      ))}
      <button type="button" class="quiet" onClick={() => set(PLAIN)}>
        {say.reset}
      </button>
    </div>
  );
}
