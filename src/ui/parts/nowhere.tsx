import { words } from '../words/words.js';

/** An address that leads nowhere: a calm page with a way back. */
export function Nowhere() {
  const say = words.value.frame;
  return (
    <section class="calm">
      <h1>{say.unknown}</h1>
      <p>{say.unknownHint}</p>
      <a class="button" href="/">
        {say.back}
      </a>
    </section>
  );
}
