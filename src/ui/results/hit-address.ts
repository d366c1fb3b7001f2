import type { Hit } from '../server/types.js';
import { bestRegion } from './answer-store.js';

/** Where a hit lies on its slide; undefined for a case without one. */
export function hrefOf(hit: Hit): string | undefined {
  const best = bestRegion(hit);
  if (!best) return hit.slides[0] && `/slides/${hit.slides[0].slideId}`;
  const { x, y, width, height } = best.region;
  return `/slides/${best.slide.slideId}?box=${[x, y, width, height].map(Math.round).join(',')}`;
}
