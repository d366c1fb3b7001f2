import type { Box } from '../domain/geometry.js';
import type { TileHit } from './answer.js';
import type { SearchParts } from './parts.js';
import { prepare } from './prepare.js';
import type { Question } from './question.js';
import { rankSpaces } from './rank-spaces.js';
import { nameTiles } from './tile-view.js';

/** A region of an archived slide, asked for its nearest tiles alone. */
export type RegionOfSlide = {
  readonly slideId: string;
  readonly region: Box;
  readonly spaceId: string;
  /** Tiles to answer. */
  readonly k: number;
};

/**
 * The tiles that a search with `view=tiles` answers, and nothing else of it: no case is named, nothing is stored.
 * For who asks by the thousand. Errors: those of a search.
 */
export async function nearestTiles(
  parts: SearchParts,
  { slideId, region, spaceId, k }: RegionOfSlide,
): Promise<TileHit[]> {
  const question: Question = {
    slideId,
    regions: [region],
    space: spaceId,
    k,
    view: 'tiles',
    filters: {},
    relevant: [],
    notRelevant: [],
    includeOwnPatient: false,
    scoring: 'mean',
  };
  const [ranking] = await rankSpaces(parts, question, await prepare(parts, question));
  return ranking ? nameTiles(parts, ranking, k) : [];
}
