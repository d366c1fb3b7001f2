import { attempt } from '../parts/notices.jsx';
import { callEmpty } from '../server/call.js';
import { api } from '../server/client.js';
import { go } from '../state/address.js';
import { tell } from '../state/notices.js';
import { words } from '../words/words.js';

/** Deletes a slide for good and goes back to the archive. */
export function removeSlide(slideId: string): Promise<boolean> {
  return attempt(async () => {
    await callEmpty(api.slides[':slideId'].$delete({ param: { slideId } }));
    tell(words.value.slide.gone);
    go('/');
  });
}
