import { thumbnailOf } from '../server/pictures.js';
import { words } from '../words/words.js';

/** The slides of the case, to change between them. */
export function Filmstrip({
  current,
  slides,
}: {
  readonly current: string;
  readonly slides: readonly string[];
}) {
  const say = words.value.slide;
  return (
    <nav class="filmstrip" aria-label={say.filmstrip}>
      {slides.map((id, i) => (
        <a
          key={id}
          href={`/slides/${id}`}
          aria-current={id === current ? 'page' : undefined}
          aria-label={say.slide(i + 1)}
        >
          <img src={thumbnailOf(id, 128)} alt="" loading="lazy" />
          <span aria-hidden="true">{i + 1}</span>
        </a>
      ))}
    </nav>
  );
}
