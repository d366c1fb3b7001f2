import { type Calibration, nearestSize, percentileOf } from '../domain/calibration.js';
import { TesseraError } from '../domain/errors.js';
import type { Box } from '../domain/geometry.js';
import { firstTiles } from './pairs.js';
import type { SearchParts } from './parts.js';
import { openSearch } from './stored.js';

export type HeatMap = {
  readonly slideId: string;
  readonly space: string;
  /** Level-0 px; percentile (per cent) on the archive's own scale, so that colours mean the same everywhere. */
  readonly tiles: readonly (Box & { tileId: number; similarity: number; percentile: number | null })[];
};

/** How similar each tile of one slide is to the question: the best over its query tiles (search.md 6). */
export async function heatMap(parts: SearchParts, searchId: string, slideId: string): Promise<HeatMap> {
  const { catalog, index } = parts;
  const { prepared } = await openSearch(parts, searchId);
  const { space, vectors } = firstTiles(prepared.tiles);
  const slide = await catalog.slides.get(slideId);
  if (slide?.state !== 'archived')
    throw new TesseraError('not-found', `There is no archived slide “${slideId}”.`);
  const found = await index.similarities(space.id, vectors, [slide.key]);
  const places = new Map(
    (await catalog.tiles.placesOf(slide.key, space.id)).map((place) => [place.tileId, place]),
  );
  const stored = (await catalog.calibrations.get(space.id))?.calibration as Calibration | undefined;
  // A tile is one tile: it stands on the scale of questions of one tile.
  const size = stored && nearestSize(stored, 1);
  const scores = (size && stored.bySize[size]?.scores) ?? [];
  const tiles = [...found.tileIds].flatMap((tileId, i) => {
    const place = places.get(tileId);
    if (!place) return [];
    const { x, y, width, height } = place;
    const similarity = found.similarities[i] as number;
    return [
      { x, y, width, height, tileId, similarity, percentile: percentileOf(similarity, scores) ?? null },
    ];
  });
  return { slideId, space: space.id, tiles };
}
