import type { Answer } from '../server/types.js';

const LETTERS = 'ABCDEFGH';
/** Stands for every diagnosis beyond the last letter, and for none. */
export const NO_LETTER = '·';

/** A letter per diagnosis in the order of the evidence, the same in chart and cards: never colour alone. */
export function letterOf({ evidence }: Answer, diagnosis: string | null): string {
  const at = evidence.findIndex((row) => row.diagnosis === diagnosis);
  return LETTERS[at] ?? NO_LETTER;
}
