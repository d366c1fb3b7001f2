import { regionOf, thumbnailOf } from '../server/pictures.js';
import type { Hit } from '../server/types.js';
import { bestRegion } from './answer-store.js';

/** Asked at twice the width it is shown at. */
const WIDTH_PX = 400;

/** The place of a case that resembles the query most; its first slide where words alone asked. */
export function HitPicture({ hit }: { readonly hit: Hit }) {
  const best = bestRegion(hit);
  const slide = hit.slides[0];
  if (best) return <img src={regionOf(best.slide.slideId, best.region, WIDTH_PX)} alt="" decoding="async" />;
  return slide ? <img src={thumbnailOf(slide.slideId, 256)} alt="" decoding="async" /> : null;
}
