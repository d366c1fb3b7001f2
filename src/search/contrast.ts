import type { SearchableSlide } from '../catalog/port.js';
import { contrastQueries } from '../domain/contrast.js';
import { TesseraError } from '../domain/errors.js';
import type { Box } from '../domain/geometry.js';
import { groupBy } from '../domain/group.js';
import { firstTiles } from './pairs.js';
import type { SearchParts } from './parts.js';
import { mayAnswer } from './rank-spaces.js';
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
  const searchable = await parts.catalog.tiles.searchable(space.id, question.filters);
  const slides = searchable.filter(mayAnswer(question, prepared.asker));
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
  const patients = groupBy(
    slides.filter((slide) => slide.diagnosis === diagnosis),
    (slide) => slide.patientId,
  );
  if (patients.size === 0) {
    throw new TesseraError('not-found', `No searched patient has “${diagnosis}”.`, {
      hint: 'Take a diagnosis as it stands in the case list.',
      details: { diagnosis },
    });
  }
  return [...patients.values()].map((own) => own.map((slide) => slide.slideKey));
}
