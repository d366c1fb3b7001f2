import { plainNumber, words } from '../words/words.js';
import { magnificationOf, roundLength } from './scale.js';

const MAX_PX = 140;

/** A length on the slide, and the magnification a microscope would have. */
export function ScaleBar({ mpp, zoom }: { readonly mpp: number | undefined; readonly zoom: number }) {
  const say = words.value.slide;
  if (mpp === undefined) return <p class="scale-bar">{say.noScale}</p>;
  const { um, px } = roundLength(mpp, zoom, MAX_PX);
  const length = um >= 1000 ? `${plainNumber(um / 1000)} mm` : say.length(plainNumber(um));
  return (
    <p class="scale-bar">
      <span class="scale-line" style={{ width: `${px}px` }} aria-hidden="true" />
      <span>{length}</span>
      <span>{say.magnification(plainNumber(magnificationOf(mpp, zoom), 2))}</span>
    </p>
  );
}
