import { MIN_ORGAN_PATIENTS } from './abstention.js';
import { groupBy } from './group.js';
import type { Rng } from './rng.js';
import { drawInt } from './rng.js';

/** A patient of the leave-one-patient-out run. */
export type Asker = {
  /** Place in the list that was given. */
  readonly patient: number;
  /** False: taken so that the organ has enough; counts for the organ and not for all. */
  readonly pooled: boolean;
};

/**
 * At most `limit` patients. All of a small archive; of a large one a sample drawn evenly, and beside it as many more
 * of each rare organ as its own distribution needs (search.md 5: from MIN_ORGAN_PATIENTS on). Half of the room stays
 * for the even sample: organs with most patients come first.
 */
export function chooseAskers(
  rng: Rng,
  patients: readonly { readonly organ: string | undefined }[],
  limit: number,
): Asker[] {
  const order = shuffle(rng, patients.length);
  if (patients.length <= limit) return order.map((patient) => ({ patient, pooled: true }));
  const drawn = order.map((patient, turn) => ({ patient, turn }));
  // The first of each organ in the order of drawing: those whose turn does not come are taken for its sake.
  const needed = [...groupBy(drawn, ({ patient }) => patients[patient]!.organ)]
    .filter(([organ, own]) => organ !== undefined && own.length >= MIN_ORGAN_PATIENTS)
    .sort(([, a], [, b]) => b.length - a.length)
    .flatMap(([, own]) => own.slice(0, MIN_ORGAN_PATIENTS));
  let even = limit;
  const extra = () => needed.filter(({ turn }) => turn >= even);
  while (even + extra().length > limit && even > limit / 2) even--;
  return [
    ...order.slice(0, even).map((patient) => ({ patient, pooled: true })),
    ...extra()
      .slice(0, limit - even)
      .map(({ patient }) => ({ patient, pooled: false })),
  ];
}

/** 0 … count − 1 in random order (Fisher and Yates). */
function shuffle(rng: Rng, count: number): number[] {
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = drawInt(rng, i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
