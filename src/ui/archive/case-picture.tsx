import { thumbnailOf, tissueOf } from '../server/pictures.js';
import type { CaseRecord } from '../server/types.js';
import { roundLength } from '../viewer/scale.js';
import { plainNumber, words } from '../words/words.js';

/** Tissue across a card, µm: every case at the same low power. */
const CARD_UM = 2000;
/** Pictures that are smaller would be stamps: they are shown larger, and their bar says so. */
const SMALL_UM = 700;
const SIDE_PX = 512;

type Slide = CaseRecord['slides'][number];

/** There are no pictures of a slide that failed, nor of one that was not opened yet. */
export function canBeSeen({ status, width }: Slide): boolean {
  return status !== 'failed' && width !== null;
}

/** Tissue of a case at the scale that all cards have, with a bar; or the whole slide. */
export function CasePicture({
  slide,
  whole,
}: {
  readonly slide: Slide | undefined;
  readonly whole: boolean;
}) {
  const say = words.value;
  if (!slide) return <i>{say.archive.noSlide}</i>;
  if (!canBeSeen(slide)) return <i>{say.status[slide.status]}</i>;
  if (whole || !slide.mpp || !slide.width)
    return <img class="whole" src={thumbnailOf(slide.id, 256)} alt="" loading="lazy" decoding="async" />;
  const shownUm = Math.min(CARD_UM, slide.width * slide.mpp);
  const acrossUm = shownUm < SMALL_UM ? shownUm : CARD_UM;
  const { um } = roundLength(1, 1, acrossUm / 3);
  return (
    <>
      <img
        src={tissueOf(slide.id, SIDE_PX, CARD_UM)}
        alt=""
        loading="lazy"
        decoding="async"
        style={{ width: `${(shownUm / acrossUm) * 100}%` }}
      />
      <span class="picture-scale" aria-hidden="true">
        <span style={{ width: `${(um / acrossUm) * 100}%` }} />
        <small>{um >= 1000 ? `${plainNumber(um / 1000)} mm` : say.slide.length(plainNumber(um))}</small>
      </span>
    </>
  );
}
