import type { SlideRecord } from '../catalog/port.js';
import type { Size } from '../domain/geometry.js';
import { findWindows, pickWindows, type ScoredTile } from '../domain/windows.js';
import type { AnswerRegion } from './answer.js';
import type { SearchParts } from './parts.js';

export type SlideRegions = { readonly slide: SlideRecord; readonly regions: AnswerRegion[] };

/**
 * Where on a case's slides the answer lies: windows of the query's physical size, at most three per case, best
 * slide first. `vectors`: the query tiles asked; `windowUm`: µm.
 */
export async function findRegions(
  { catalog, index }: SearchParts,
  slides: readonly SlideRecord[],
  query: { spaceId: string; vectors: Float32Array; windowUm: Size },
): Promise<SlideRegions[]> {
  const found = await index.similarities(
    query.spaceId,
    query.vectors,
    slides.map((slide) => slide.key),
  );
  const similarity = new Map<number, number>();
  for (const [i, tileId] of found.tileIds.entries()) similarity.set(tileId, found.similarities[i] as number);
  const windows: (AnswerRegion & { slide: SlideRecord })[] = [];
  for (const slide of slides) {
    if (!slide.mpp || !slide.width || !slide.height) continue;
    const places = await catalog.tiles.placesOf(slide.key, query.spaceId);
    const tiles: ScoredTile[] = [];
    // Field by field: thousands of tiles per slide, and spreading takes ten times as long.
    for (const { tileId, x, y, width, height } of places) {
      const value = similarity.get(tileId);
      if (value !== undefined) tiles.push({ tileId, x, y, width, height, similarity: value });
    }
    const window = { width: query.windowUm.width / slide.mpp, height: query.windowUm.height / slide.mpp };
    const size = { width: slide.width, height: slide.height };
    for (const region of findWindows(tiles, window, size)) windows.push({ ...region, slide });
  }
  return bySlide(pickWindows(windows));
}

function bySlide(windows: readonly (AnswerRegion & { slide: SlideRecord })[]): SlideRegions[] {
  const found = new Map<number, SlideRegions>();
  for (const { slide, ...region } of windows) {
    const entry = found.get(slide.key) ?? { slide, regions: [] };
    entry.regions.push(region);
    found.set(slide.key, entry);
  }
  return [...found.values()];
}
