import type { Box } from './geometry.js';
import { groupBy } from './group.js';
import { inOrder, median, quantile } from './quantile.js';

/** Sizes of question that are calibrated apart (search.md 5): query tiles, or whole slides. */
export const QUERY_SIZES = ['1', '4', '16', 'whole'] as const;
export type QuerySize = (typeof QUERY_SIZES)[number];

/** One question of the leave-one-patient-out run: a patient's own region asked of all other patients. */
export type CalibrationSample = {
  readonly patientId: string;
  readonly organ?: string | undefined;
  readonly size: QuerySize;
  /** False: asked for its organ's sake; not among the scores of all patients. Default: true. */
  readonly pooled?: boolean | undefined;
  /** Scores of the best cases, best first, up to ten. Empty when nothing could be searched. */
  readonly scores: readonly number[];
};

/** F for one size and one group of patients. */
export type ScoreDistribution = {
  /** Best score of each question, rising. */
  readonly scores: readonly number[];
  readonly patients: number;
};

export type SizeCalibration = ScoreDistribution & {
  readonly perOrgan: Readonly<Record<string, ScoreDistribution>>;
};

/** How regions are drawn and scored: grows when that changes, and archives are calibrated anew at their next ingest. */
export const CALIBRATION_METHOD = 3;

/** What is stored per space (plain JSON). Scores of two spaces, sizes or fusion rules never meet. */
export type Calibration = {
  /** Absent in calibrations of before methods were counted. */
  readonly method?: number | undefined;
  /** Only the sizes that were asked. */
  readonly bySize: Readonly<Partial<Record<QuerySize, SizeCalibration>>>;
  /** Temperature of the evidence weights: how far apart the ten best scores of a question usually lie. */
  readonly tau: number;
  /** Patients in the run. */
  readonly patients: number;
  /** r(t) by tile id, where hubness correction is in use (see FuseOptions). */
  readonly hubness?: Readonly<Record<number, number>> | undefined;
};

/** τ where no question had two scores to measure it on: a step that separates cosines of trained encoders. */
export const DEFAULT_TAU = 0.02;

/** Best scores that τ is measured on. */
const TAU_SCORES = 10;

/** Distributions and τ of a space from its leave-one-patient-out run. Order of the samples does not matter. */
export function buildCalibration(samples: readonly CalibrationSample[]): Calibration {
  const answered = samples.filter(({ scores }) => scores.length > 0);
  const bySize: Partial<Record<QuerySize, SizeCalibration>> = {};
  for (const size of QUERY_SIZES) {
    const ofSize = answered.filter((sample) => sample.size === size);
    const pooled = ofSize.filter(isPooled);
    if (pooled.length > 0) bySize[size] = { ...distributionOf(pooled), perOrgan: perOrganOf(ofSize) };
  }
  return {
    method: CALIBRATION_METHOD,
    bySize,
    tau: measureTau(answered.filter(isPooled)),
    patients: countPatients(answered),
  };
}

/**
 * τ = median over questions of the inter-quartile range of their ten best scores (search.md 4). Questions with
 * fewer than two scores have no range; DEFAULT_TAU when none has one, or when all scores are equal.
 */
export function measureTau(samples: readonly { readonly scores: readonly number[] }[]): number {
  const ranges = samples
    .filter(({ scores }) => scores.length >= 2)
    .map(({ scores }) => {
      const rising = inOrder([...scores].sort((a, b) => b - a).slice(0, TAU_SCORES));
      return quantile(rising, 0.75)! - quantile(rising, 0.25)!;
    });
  return median(ranges) || DEFAULT_TAU;
}

/** Share of a distribution that lies below a score, in per cent; equal scores count half. */
export function percentileOf(score: number, rising: readonly number[]): number | undefined {
  if (rising.length === 0) return undefined;
  const below = countBelow(rising, (value) => value < score);
  const notAbove = countBelow(rising, (value) => value <= score);
  return (50 * (below + notAbove)) / rising.length;
}

/** How many values at the start pass, by halving: a heat map asks once per tile. */
function countBelow(rising: readonly number[], passes: (value: number) => boolean): number {
  let [low, high] = [0, rising.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (passes(rising[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Query tiles that a whole slide stands for: the size of its mosaic (search.md 1). */
const WHOLE_TILES = 64;

/** A distribution of fewer patients has no threshold. */
export const MIN_TELLING_PATIENTS = 5;

/**
 * How many tiles of a question lie side by side. Small regions are asked with tiles that overlap by half, which makes
 * them no larger: 3 × 3 of those show what 2 × 2 show.
 */
export function tilesSideBySide(boxes: readonly Box[]): number {
  const apart: Box[] = [];
  for (const box of boxes) if (!apart.some((other) => overlap(box, other))) apart.push(box);
  return apart.length;
}

/** Edges that were rounded to a pixel touch, they do not overlap. */
function overlap(a: Box, b: Box): boolean {
  const along = (from: number, length: number, other: number, otherLength: number) =>
    Math.min(from + length, other + otherLength) - Math.max(from, other) > 1;
  return along(a.x, a.width, b.x, b.width) && along(a.y, a.height, b.y, b.height);
}

/**
 * The calibrated size nearest to a question, by the ratio of tiles (log scale); a tie goes to the smaller one. A size
 * of which only a few slides are large enough says nothing: the next one with enough patients does. Undefined when
 * nothing is calibrated.
 */
export function nearestSize(calibration: Calibration, tiles: number | 'whole'): QuerySize | undefined {
  const tilesOf = (size: QuerySize) => (size === 'whole' ? WHOLE_TILES : Number(size));
  const wanted = Math.log(tiles === 'whole' ? WHOLE_TILES : Math.max(1, tiles));
  let nearest: QuerySize | undefined;
  let least = Number.POSITIVE_INFINITY;
  const patientsOf = (size: QuerySize) => calibration.bySize[size]?.patients ?? 0;
  const telling = QUERY_SIZES.filter((size) => patientsOf(size) >= MIN_TELLING_PATIENTS);
  for (const size of telling.length > 0 ? telling : QUERY_SIZES) {
    if (calibration.bySize[size] === undefined) continue;
    const distance = Math.abs(Math.log(tilesOf(size)) - wanted);
    // log 4 − log 2 and log 2 − log 1 differ in the last bit.
    if (distance < least - 1e-9) [nearest, least] = [size, distance];
  }
  return nearest;
}

function isPooled({ pooled = true }: CalibrationSample): boolean {
  return pooled;
}

function distributionOf(samples: readonly CalibrationSample[]): ScoreDistribution {
  const best = samples.map(({ scores }) => Math.max(...scores));
  return { scores: inOrder(best), patients: countPatients(samples) };
}

function perOrganOf(samples: readonly CalibrationSample[]): Record<string, ScoreDistribution> {
  const organs = groupBy(samples, ({ organ }) => organ);
  organs.delete(undefined);
  return Object.fromEntries([...organs].map(([organ, own]) => [organ, distributionOf(own)]));
}

function countPatients(samples: readonly CalibrationSample[]): number {
  return new Set(samples.map(({ patientId }) => patientId)).size;
}
