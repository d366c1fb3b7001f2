import { magnificationOf, roundLength } from '../viewer/scale.js';
import { plainNumber, words } from '../words/words.js';
import type { Item } from './collection-store.js';

/** Diagnosis aside, what a kept region is. */
export function factsOf({ diagnosis, organ, stain, site }: Item): string {
  return [diagnosis.code, organ, stain, site].filter(Boolean).join(' · ');
}

/** Where a region comes from, so that anyone with this archive finds it again: opaque, no name of a file or patient. */
export function sourceOf({ slideId, box, mpp }: Item): string {
  const say = words.value;
  const [x, y, width, height] = [box.x, box.y, box.width, box.height].map(Math.round);
  const size = mpp
    ? `${plainNumber(box.width * mpp)} × ${say.slide.length(plainNumber(box.height * mpp))}`
    : `${width} × ${height} px`;
  const scale = mpp
    ? `${say.results.scale(plainNumber(mpp, 4))} (${say.slide.magnification(plainNumber(magnificationOf(mpp, 1), 2))})`
    : undefined;
  return [size, scale, `/slides/${slideId}?box=${x},${y},${width},${height}`].filter(Boolean).join(' · ');
}

export function addressOf({ slideId, box }: Item): string {
  return `/slides/${slideId}?box=${[box.x, box.y, box.width, box.height].map(Math.round).join(',')}`;
}

/** Share of a column that a picture is wide: tall ones are not taller than the column is wide. */
export function widthOf({ box }: Item): string {
  return `${Math.min(100, Math.round((100 * box.width) / box.height))}%`;
}

/** A round length that takes up to a third of the picture, with its share of the width; undefined without a scale. */
export function barOf({ box, mpp }: Item): { readonly share: number; readonly text: string } | undefined {
  if (!mpp) return undefined;
  const { um } = roundLength(mpp, 1, box.width / 3);
  const text = um >= 1000 ? `${plainNumber(um / 1000)} mm` : words.value.slide.length(plainNumber(um));
  return { share: um / mpp / box.width, text };
}
