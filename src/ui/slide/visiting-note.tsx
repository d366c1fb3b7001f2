import { attempt } from '../parts/notices.jsx';
import { call } from '../server/call.js';
import { api } from '../server/client.js';
import type { Slide } from '../server/types.js';
import { tell } from '../state/notices.js';
import { dateTime, words } from '../words/words.js';
import { loadSlide, opened } from './slide-store.js';

/** A visiting slide asks and never answers, until it is taken into the archive. */
export function VisitingNote({ slide }: { readonly slide: Slide }) {
  const say = words.value.slide;
  const keep = () =>
    attempt(async () => {
      await call(api.slides[':slideId'].archive.$post({ param: { slideId: slide.id } }));
      tell(say.kept);
      void opened.load(() => loadSlide(slide.id));
    });
  return (
    <section class="visiting">
      <p>{say.visiting(slide.expiresAt ? dateTime(slide.expiresAt) : '')}</p>
      <button type="button" onClick={keep}>
        {say.keep}
      </button>
    </section>
  );
}
