import { MIN_ORGAN_PATIENTS } from './abstention.js';
import type { QuerySize } from './calibration.js';
import type { Box } from './geometry.js';
import { groupBy } from './group.js';
import { findMedoids } from './medoids.js';
import type { Rng } from './rng.js';
import { drawInt } from './rng.js';

/** Region sizes asked, in tiles a side, rising. */
const REGION_SIDES: readonly (readonly [QuerySize, number])[] = [
  ['1', 1],
  ['4', 2],
  ['16', 4],
];
/** Kinds of tissue that a slide is taken to show. */
const KINDS = 16;
/** Regions of each size that a distribution should have: its 5th percentile then rests on a dozen. */
const WANTED_REGIONS = 240;
const [FEWEST, MOST] = [2, 8];

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

/** Regions of each size that each patient asks with: fewer where many patients ask. */
export function regionsPerPatient(patients: number): number {
  return Math.min(MOST, Math.max(FEWEST, Math.ceil(WANTED_REGIONS / Math.max(1, patients))));
}

/**
 * Rows of at most `count` vectors of a slide's mosaic, each of another kind of tissue, every kind with the same chance.
 * Drawn by area, most regions would show stroma and fat, which look alike everywhere; what people ask about, a tumour
 * say, scores lower and would seem to be absent.
 */
export function chooseKinds(
  rng: Rng,
  { vectors, dim }: { readonly vectors: Float32Array; readonly dim: number },
  count: number,
): number[] {
  const { medoids } = findMedoids(vectors, dim, KINDS);
  return shuffle(rng, medoids.length)
    .slice(0, count)
    .map((kind) => medoids[kind]!);
}

/**
 * Regions of each size around a tile, smallest first, as rows of the tiles in them; each lies in the next. A size of
 * which the slide has less than half is left out.
 */
export function regionsAround(
  places: readonly Box[],
  middle: number,
): { readonly size: QuerySize; readonly rows: readonly number[] }[] {
  const { x, y, width, height } = places[middle]!;
  return REGION_SIDES.flatMap(([size, side]) => {
    const inSpan = (offset: number, length: number) => {
      const step = Math.round(offset / length);
      return step >= -Math.floor(side / 2) && step < Math.ceil(side / 2);
    };
    const rows = places.flatMap((place, row) =>
      inSpan(place.x - x, width) && inSpan(place.y - y, height) ? [row] : [],
    );
    return rows.length >= (side * side) / 2 ? [{ size, rows }] : [];
  });
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
