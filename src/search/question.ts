import type { Filters } from '../domain/cases.js';
import { TesseraError } from '../domain/errors.js';
import type { Box, Polygon } from '../domain/geometry.js';
import type { Scoring } from './rank-cases.js';

/** What a person asks. Exactly one of slide, picture, words alone; words may go with the other two. */
export type Question = {
  readonly slideId?: string | undefined;
  /** µm/px of a slide that does not say it; one that does is asked at its own. */
  readonly slideMpp?: number | undefined;
  readonly picture?: { readonly bytes: Uint8Array; readonly mpp: number } | undefined;
  /** Level-0 pixels of the slide (or of the picture). None and no polygon: the whole slide or picture. */
  readonly regions?: readonly Box[] | undefined;
  readonly polygon?: Polygon | undefined;
  readonly text?: string | undefined;
  readonly k: number;
  /** A space's id, `all` of the serving model, or undefined for its finest that query and archive share. */
  readonly space?: string | undefined;
  readonly filters: Filters;
  readonly relevant: readonly number[];
  readonly notRelevant: readonly number[];
  readonly includeOwnPatient: boolean;
  readonly view: 'cases' | 'tiles';
  readonly scoring: Scoring;
};

/** Refuses questions that contradict themselves, before anything is read. */
export function checkQuestion(question: Question): void {
  const { slideId, picture, text, regions, polygon, relevant, notRelevant } = question;
  if (slideId === undefined && picture === undefined && !text?.trim()) {
    throw invalid('Ask with a slide, a picture or words.', 'Give slideId, image (with mpp) or text.');
  }
  if (slideId !== undefined && picture !== undefined) {
    throw invalid('A question is about one slide or one picture, not both.', 'Leave out slideId or image.');
  }
  if (regions !== undefined && polygon !== undefined) {
    throw invalid('A question has regions or a polygon, not both.', 'Leave one of them out.');
  }
  if ((regions ?? polygon) !== undefined && slideId === undefined && picture === undefined) {
    throw invalid('A region needs the slide or picture it lies on.', 'Give slideId or image as well.');
  }
  const both = relevant.filter((tile) => notRelevant.includes(tile));
  if (both.length > 0) {
    throw invalid(`Tile ${both[0]} is marked relevant and not relevant.`, 'Take one of the marks back.');
  }
}

function invalid(message: string, hint: string): TesseraError {
  return new TesseraError('invalid-input', message, { hint });
}
