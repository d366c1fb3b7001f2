import type { SearchableSlide } from '../catalog/port.js';
import { decodeFloat16 } from '../domain/float16.js';
import type { GroupScores } from '../vectors/port.js';
import type { SearchParts } from './parts.js';

/** Neighbours whose mean similarity says how near a tile is to everything (search.md 3). */
const NEIGHBOURS = 10;
/** Tiles looked at to find ten of other patients. */
const LOOKED_AT = 100;

/**
 * r(t) of the tiles that speak for the candidate cases: mean similarity to the ten nearest tiles of other
 * patients. Worked out for these tiles alone, at the time of asking.
 */
export async function measureHubness(
  { catalog, index }: Pick<SearchParts, 'catalog' | 'index'>,
  spaceId: string,
  scores: GroupScores,
  slides: readonly SearchableSlide[],
): Promise<(tileId: number) => number | undefined> {
  const tileIds = [...new Set(scores.tileIds)].filter((id) => id !== 0);
  const bits = await catalog.tiles.vectors(spaceId, tileIds);
  const known = tileIds.filter((id) => bits.has(id));
  if (known.length === 0) return () => undefined;
  const rows = known.map((id) => decodeFloat16(bits.get(id) as Uint16Array));
  const queries = new Float32Array(rows.length * rows[0]!.length);
  rows.forEach((row, i) => {
    queries.set(row, i * row.length);
  });
  const allowed = slides.map((slide) => slide.slideKey);
  const hits = await index.search(spaceId, { queries, k: LOOKED_AT, slides: allowed });
  const patients = new Map(slides.map((slide) => [slide.slideKey, slide.patientId]));
  const places = await catalog.tiles.places(known);
  const hubness = new Map<number, number>();
  known.forEach((tileId, q) => {
    const own = patients.get(places.get(tileId)?.slideKey ?? 0);
    const others: number[] = [];
    for (let i = hits.offsets[q]!; i < hits.offsets[q + 1]! && others.length < NEIGHBOURS; i++) {
      if (patients.get(hits.slideKeys[i]!) !== own) others.push(hits.similarities[i]!);
    }
    if (others.length > 0) hubness.set(tileId, others.reduce((sum, value) => sum + value, 0) / others.length);
  });
  return (tileId) => hubness.get(tileId);
}
