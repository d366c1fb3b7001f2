import type { SearchableSlide, TilePlace } from '../catalog/port.js';
import {
  buildCalibration,
  CALIBRATION_METHOD,
  type Calibration,
  type CalibrationSample,
} from '../domain/calibration.js';
import { chooseAskers, chooseKinds, regionsAround, regionsPerPatient } from '../domain/calibration-sample.js';
import { CANDIDATE_LIMIT } from '../domain/candidates.js';
import { decodeFloat16 } from '../domain/float16.js';
import { groupBy } from '../domain/group.js';
import { MOSAIC_TILES } from '../domain/medoids.js';
import { type Space, spacesOf } from '../domain/models.js';
import { createRng, drawInt, type Rng } from '../domain/rng.js';
import { gatherRows } from '../domain/vectors.js';
import type { MosaicRows } from '../vectors/port.js';
import type { SearchParts } from './parts.js';
import { type Ranking, rankCases, type ScoreRequest, scoreCases } from './rank-cases.js';

/** Patients of the leave-one-patient-out run (search.md 5). */
const MAX_PATIENTS = 500;
/** An archive that has grown by less than this since it was calibrated keeps its calibration. */
const GROWTH = 0.1;
/** Best scores kept of each question: τ is measured on them. */
const SCORES = 10;
/** So that the same archive has the same calibration. */
const SEED = 20_26;

/**
 * Learns from the archive itself how similar a patient's own regions are to other patients: what "similar" means
 * here. Done for every space of the model whose archive has grown by a tenth since the last time, or which was
 * calibrated in another way.
 */
export async function calibrate(
  parts: SearchParts,
  modelId: string,
  signal: AbortSignal,
): Promise<{ calibrated: string[] }> {
  const { manifest } = await parts.model(modelId);
  const calibrated: string[] = [];
  await parts.catalog.tiles.ensureSpaces(spacesOf(manifest));
  for (const space of spacesOf(manifest)) {
    const slides = await parts.catalog.tiles.searchable(space.id, {});
    const patients = groupBy(slides, (slide) => slide.patientId);
    const last = await parts.catalog.calibrations.get(space.id);
    const isGrown = last && Math.abs(patients.size / Math.max(1, last.archivePatients) - 1) >= GROWTH;
    const fresh = last && !isGrown && (last.calibration as Calibration).method === CALIBRATION_METHOD;
    if (patients.size === 0 || fresh) continue;
    const samples = await sampleSpace(parts, space, { slides, patients, signal });
    await parts.catalog.calibrations.put(space.id, buildCalibration(samples), patients.size);
    calibrated.push(space.id);
  }
  return { calibrated };
}

type Archive = {
  readonly slides: readonly SearchableSlide[];
  readonly patients: ReadonlyMap<string, readonly SearchableSlide[]>;
  readonly signal: AbortSignal;
};

async function sampleSpace(parts: SearchParts, space: Space, archive: Archive): Promise<CalibrationSample[]> {
  const rng = createRng(SEED);
  const patients = await drawSlides(parts, archive, rng);
  const samples: CalibrationSample[] = [];
  const askers = chooseAskers(rng, patients, MAX_PATIENTS);
  const regions = regionsPerPatient(askers.length);
  for (const { patient, pooled } of askers) {
    archive.signal.throwIfAborted();
    const { slide, organ } = patients[patient]!;
    const others = archive.slides.filter(({ patientId }) => patientId !== slide.patientId);
    const found = await samplePatient(parts, space, { slide, others, regions, rng });
    samples.push(...found.map((one) => ({ ...one, patientId: slide.patientId, organ, pooled })));
  }
  return samples;
}

/** One slide of every patient, drawn at random, and the organ it is of. */
async function drawSlides(
  { catalog }: SearchParts,
  { patients }: Archive,
  rng: Rng,
): Promise<{ slide: SearchableSlide; organ: string | undefined }[]> {
  const ids = [...patients.keys()].sort();
  const slides = ids.map((id) => {
    const own = patients.get(id)!;
    return own[drawInt(rng, own.length)]!;
  });
  const cases = await catalog.cases.getByKeys(slides.map(({ caseKey }) => caseKey));
  return slides.map((slide) => ({ slide, organ: cases.get(slide.caseKey)?.organ }));
}

type Asked = {
  readonly slide: SearchableSlide;
  readonly others: readonly SearchableSlide[];
  /** Regions of each size. */
  readonly regions: number;
  readonly rng: Rng;
};
type Sample = Pick<CalibrationSample, 'size' | 'scores'>;

/** A slide's own regions and all of it, asked of all other patients. */
async function samplePatient(parts: SearchParts, space: Space, asked: Asked): Promise<Sample[]> {
  const { slide, others, regions, rng } = asked;
  const { places, vectors } = await parts.catalog.tiles.stored(slide.slideKey, space.id);
  if (places.length === 0) return [];
  const rows = decodeFloat16(vectors);
  const rank = (query: Float32Array, weights: readonly number[]) =>
    rankOthers(parts, { spaceId: space.id, vectors: query, weights, slides: others, scoring: 'mean' });
  const whole = await parts.index.mosaic(space.id, { slides: [slide.slideKey], count: MOSAIC_TILES });
  const samples: Sample[] = [];
  for (const middle of drawMiddles(places, whole, { regions, rng }, space)) {
    const around = regionsAround(places, middle);
    // The smaller regions lie in the largest one: its tiles are asked once for all of them.
    const asking = around.at(-1)!.rows;
    const ranking = await rank(
      gatherRows(rows, space.dim, asking),
      asking.map(() => 1),
    );
    for (const region of around) {
      const own = region.rows.map((row) => asking.indexOf(row));
      samples.push({ size: region.size, scores: bestScores(ranking, own, asking.length) });
    }
  }
  const { cases } = await rank(whole.vectors, [...whole.weights]);
  return [...samples, { size: 'whole', scores: cases.slice(0, SCORES).map((entry) => entry.similarity) }];
}

/** The other patients' cases by score. So few that all would be re-scored anyway need no search for candidates. */
function rankOthers(parts: SearchParts, request: ScoreRequest): Promise<Pick<Ranking, 'cases' | 'scores'>> {
  const cases = [...new Set(request.slides.map(({ caseKey }) => caseKey))];
  if (cases.length > CANDIDATE_LIMIT) return rankCases(parts, { ...request, limit: SCORES });
  return scoreCases(
    parts,
    request,
    cases.map((caseKey) => ({ caseKey, matched: 0 })),
  );
}

/** Places of the tiles that regions are laid around: every kind of tissue on the slide with the same chance. */
function drawMiddles(
  places: readonly TilePlace[],
  { tileIds, vectors }: MosaicRows,
  { regions, rng }: Pick<Asked, 'regions' | 'rng'>,
  { dim }: Space,
): number[] {
  const rowOf = new Map(places.map(({ tileId }, row) => [tileId, row]));
  return chooseKinds(rng, { vectors, dim }, regions).flatMap((kind) => rowOf.get(tileIds[kind]!) ?? []);
}

/** The best scores of the ranked cases for some of the tiles that were asked (`own`: their places among `tiles`). */
function bestScores(
  { cases, scores }: Pick<Ranking, 'cases' | 'scores'>,
  own: readonly number[],
  tiles: number,
): number[] {
  const of = (index: number) =>
    own.reduce((sum, tile) => sum + scores.similarities[index * tiles + tile]!, 0) / own.length;
  return cases
    .map(({ index }) => of(index))
    .sort((a, b) => b - a)
    .slice(0, SCORES);
}
