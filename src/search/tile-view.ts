import { clipBox } from '../domain/geometry.js';
import type { TileHit } from './answer.js';
import type { SearchParts } from './parts.js';
import type { SpaceRanking } from './rank-spaces.js';

/** The plain nearest tiles with their cases, best first, each tile once; ties by lower tile id. */
export async function nameTiles(
  parts: SearchParts,
  { ranking }: SpaceRanking,
  k: number,
): Promise<TileHit[]> {
  const nearest = nearestTiles(ranking.hits).slice(0, k);
  const places = await parts.catalog.tiles.places(nearest.map((hit) => hit.tileId));
  const records = await parts.catalog.slides.getByKeys([...places.values()].map((place) => place.slideKey));
  const cases = await parts.catalog.cases.getByKeys([...records.values()].map((slide) => slide.caseKey));
  return nearest.flatMap((hit): TileHit[] => {
    const place = places.get(hit.tileId);
    const slide = place && records.get(place.slideKey);
    const owner = slide && cases.get(slide.caseKey);
    if (!place || !slide || !owner) return []; // Deleted since it was found.
    const whole = { x: 0, y: 0, width: slide.width ?? 0, height: slide.height ?? 0 };
    return [
      {
        ...hit,
        slideId: slide.id,
        name: slide.name,
        caseId: owner.caseId,
        patientId: owner.patientId,
        organ: owner.organ ?? null,
        diagnosis: { text: owner.diagnosis ?? null, code: owner.icdo3 ?? null },
        region: clipBox({ x: place.x, y: place.y, width: place.width, height: place.height }, whole) ?? whole,
      },
    ];
  });
}

type Nearest = { readonly tileId: number; readonly queryTile: number; readonly similarity: number };

function nearestTiles(hits: SpaceRanking['ranking']['hits']): Nearest[] {
  const best = new Map<number, Nearest>();
  for (let queryTile = 0; queryTile + 1 < hits.offsets.length; queryTile++) {
    for (let i = hits.offsets[queryTile]!; i < hits.offsets[queryTile + 1]!; i++) {
      const tileId = hits.tileIds[i]!;
      const similarity = hits.similarities[i]!;
      if (similarity > (best.get(tileId)?.similarity ?? Number.NEGATIVE_INFINITY)) {
        best.set(tileId, { tileId, queryTile, similarity });
      }
    }
  }
  return [...best.values()].sort((a, b) => b.similarity - a.similarity || a.tileId - b.tileId);
}
