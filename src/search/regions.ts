import type { SlideRecord } from '../catalog/port.js';
import type { Size } from '../domain/geometry.js';
import { pickWindows } from '../domain/windows.js';
import type { AnswerRegion } from './answer.js';
import type { SearchParts } from './parts.js';

export type SlideRegions = { readonly slide: SlideRecord; readonly regions: AnswerRegion[] };

/**
 * Where on the slides of each case the answer lies: windows of the query's physical size, at most three per case,
 * best slide first. `vectors`: the query tiles asked; `windowUm`: µm.
 */
export async function findRegions(
  { index }: Pick<SearchParts, 'index'>,
  cases: readonly (readonly SlideRecord[])[],
  query: { spaceId: string; vectors: Float32Array; windowUm: Size },
): Promise<SlideRegions[][]> {
  const slides = cases.flat().flatMap(({ key, mpp, width, height }) => {
    if (!mpp || !width || !height) return [];
    const window = { width: query.windowUm.width / mpp, height: query.windowUm.height / mpp };
    return [{ slideKey: key, size: { width, height }, window }];
  });
  const found = await index.windows(query.spaceId, { queries: query.vectors, slides });
  const bySlide = new Map(found.map(({ slideKey, windows }) => [slideKey, windows]));
  return cases.map((own) => {
    const windows = own.flatMap((slide) =>
      (bySlide.get(slide.key) ?? []).map((window) => ({ ...window, slide })),
    );
    return gatherSlides(pickWindows(windows));
  });
}

function gatherSlides(windows: readonly (AnswerRegion & { slide: SlideRecord })[]): SlideRegions[] {
  const found = new Map<number, SlideRegions>();
  for (const { slide, ...region } of windows) {
    const entry = found.get(slide.key) ?? { slide, regions: [] };
    entry.regions.push(region);
    found.set(slide.key, entry);
  }
  return [...found.values()];
}
