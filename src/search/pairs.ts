import { TesseraError } from '../domain/errors.js';
import type { Box } from '../domain/geometry.js';
import type { SearchParts } from './parts.js';
import type { QueryTiles } from './query-tiles.js';
import { openSearch } from './stored.js';

export type MatchedPair = {
  readonly queryTile: number;
  /** On the asking slide or picture, level-0 px. */
  readonly query: Box;
  readonly tileId: number;
  readonly slideId: string;
  /** On the answering slide, level-0 px. */
  readonly region: Box;
  readonly similarity: number;
};

/** For each query tile its best tile in a case (search.md 3). Errors: `not-found`. */
export async function matchedPairs(
  parts: SearchParts,
  searchId: string,
  caseId: string,
): Promise<MatchedPair[]> {
  const { catalog, index } = parts;
  const { prepared } = await openSearch(parts, searchId);
  const tiles = firstTiles(prepared.tiles);
  const owner = (await catalog.cases.get(caseId)) ?? (await catalog.cases.getByCaseId(caseId));
  if (!owner) throw new TesseraError('not-found', `There is no case “${caseId}”.`);
  const slides = (await catalog.slides.ofCase(owner.key)).filter((slide) => slide.state === 'archived');
  const scores = await index.rescore(tiles.space.id, tiles.vectors, [slides.map((slide) => slide.key)]);
  const places = await catalog.tiles.places([...new Set(scores.tileIds)].filter((id) => id !== 0));
  return tiles.boxes.flatMap((query, queryTile): MatchedPair[] => {
    const tileId = scores.tileIds[queryTile] as number;
    const place = places.get(tileId);
    const slide = slides.find((one) => one.key === place?.slideKey);
    if (!place || !slide) return [];
    const { x, y, width, height } = place;
    return [
      {
        queryTile,
        query,
        tileId,
        slideId: slide.id,
        region: { x, y, width, height },
        similarity: scores.similarities[queryTile] as number,
      },
    ];
  });
}

/** The finest space of a stored question. Errors: `invalid-input` for a question of words alone. */
export function firstTiles(tiles: readonly QueryTiles[]): QueryTiles {
  const [first] = tiles;
  if (first) return first;
  throw new TesseraError('invalid-input', 'A question of words has no tiles to compare.', {
    hint: 'Ask with a region, a slide or a picture.',
  });
}
