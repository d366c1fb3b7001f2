import { TesseraError } from './errors.js';
import type { CaseScores } from './fuse.js';

/** Patients of a side whose similarities are averaged (search.md 6). */
const NEAREST_PATIENTS = 5;

/**
 * Which side each query tile speaks for (search.md 6): the mean of its 5 best similarities among patients with A
 * minus the same for B; above 0 for A. `a` and `b`: patients × queries, each row the best similarity over all
 * tiles of one patient. A side with fewer than 5 patients is averaged over those it has; a patient without
 * tiles in the space (tile id 0) does not count.
 * Errors: `invalid-input` for a side without any patient.
 */
export function contrastQueries(a: CaseScores, b: CaseScores, queries: number): Float32Array {
  return Float32Array.from(
    { length: queries },
    (_, query) => meanOfNearest(a, query, queries, 'first') - meanOfNearest(b, query, queries, 'second'),
  );
}

function meanOfNearest(scores: CaseScores, query: number, queries: number, side: string): number {
  const values: number[] = [];
  for (let at = query; at < scores.similarities.length; at += queries) {
    if (scores.tileIds[at] !== 0) values.push(scores.similarities[at]!);
  }
  if (values.length === 0) {
    throw new TesseraError('invalid-input', `No patient with the ${side} diagnosis can be compared.`, {
      hint: 'Choose two diagnoses that the searched archive holds.',
    });
  }
  const best = values.sort((x, y) => y - x).slice(0, NEAREST_PATIENTS);
  return best.reduce((sum, value) => sum + value, 0) / best.length;
}
