import type { SearchableSlide } from '../catalog/port.js';
import { contrastQueries } from '../domain/contrast.js';
import { TesseraError } from '../domain/errors.js';
import type { Box } from '../domain/geometry.js';
import { firstTiles } from './pairs.js';
import type { SearchParts } from './parts.js';
import { openSearch } from './stored.js';

export type Contrast = {
  readonly a: string;
  readonly b: string;
  readonly patients: { readonly a: number; readonly b: number };
  /** Above 0: the query tile speaks for A. */
  readonly tiles: readonly { readonly queryTile: number; readonly box: Box; readonly difference: number }[];
  readonly mean: number;
};

/**
 * Which tissue of the question speaks for diagnosis A and which for B (search.md 6), among the patients that the
 * question searched. Errors: `not-found` for a diagnosis that none of them has.
 */
export async function contrast(
  parts: SearchParts,
  searchId: string,
  a: string,
  b: string,
): Promise<Contrast> {
  const { question, prepared } = await openSearch(parts, searchId);
  const { space, vectors, boxes } = firstTiles(prepared.tiles);
  const { asker } = prepared;
  const slides = (await parts.catalog.tiles.searchable(space.id, question.filters)).filter(
    (slide) => slide.slideKey !== asker.slideKey && slide.patientId !== asker.patientId,
  );
  const sides = [patientsWith(slides, a), patientsWith(slides, b)] as const;
  const [scoresA, scoresB] = await Promise.all(
    sides.map((groups) => parts.index.rescore(space.id, vectors, groups)),
  );
  const differences = contrastQueries(scoresA!, scoresB!, boxes.length);
  return {
    a,
    b,
    patients: { a: sides[0].length, b: sides[1].length },
    tiles: boxes.map((box, queryTile) => ({ queryTile, box, difference: differences[queryTile]! })),
    mean: differences.reduce((sum, value) => sum + value, 0) / differences.length,
  };
}

function patientsWith(slides: readonly SearchableSlide[], diagnosis: string): number[][] {
  const groups = new Map<string, number[]>();
  for (const slide of slides) {
    if (slide.diagnosis !== diagnosis) continue;
    const group = groups.get(slide.patientId);
    if (group) group.push(slide.slideKey);
    else groups.set(slide.patientId, [slide.slideKey]);
  }
  if (groups.size === 0) {
    throw new TesseraError('not-found', `No searched patient has “${diagnosis}”.`, {
      hint: 'Take a diagnosis as it stands in the case list.',
    });
  }
  return [...groups.values()];
}
