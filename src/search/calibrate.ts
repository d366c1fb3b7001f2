import type { SearchableSlide, TilePlace } from '../catalog/port.js';
import { buildCalibration, type CalibrationSample, type QuerySize } from '../domain/calibration.js';
import { chooseAskers } from '../domain/calibration-sample.js';
import { decodeFloat16 } from '../domain/float16.js';
import { groupBy } from '../domain/group.js';
import { MOSAIC_TILES } from '../domain/medoids.js';
import { type Space, spacesOf } from '../domain/models.js';
import { createRng, drawInt, type Rng } from '../domain/rng.js';
import { gatherRows } from '../domain/vectors.js';
import type { SearchParts } from './parts.js';
import { rankCases } from './rank-cases.js';

/** Patients of the leave-one-patient-out run (search.md 5). */
const MAX_PATIENTS = 500;
/** An archive that has grown by less than this since it was calibrated keeps its calibration. */
const GROWTH = 0.1;
/** Region sizes asked, in tiles a side. */
const REGION_SIDES: readonly (readonly [QuerySize, number])[] = [
  ['1', 1],
  ['4', 2],
  ['16', 4],
];
/** So that the same archive has the same calibration. */
const SEED = 20_26;

/**
 * Learns from the archive itself how similar a patient's own regions are to other patients: what "similar" means
 * here. Done for every space of the model whose archive has grown by a tenth since the last time.
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
    const fresh = last && Math.abs(patients.size / Math.max(1, last.archivePatients) - 1) < GROWTH;
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
  for (const { patient, pooled } of chooseAskers(rng, patients, MAX_PATIENTS)) {
    archive.signal.throwIfAborted();
    const { slide, organ } = patients[patient]!;
    const others = archive.slides.filter(({ patientId }) => patientId !== slide.patientId);
    const found = await samplePatient(parts, space, { slide, others, rng });
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

/** A slide's own regions, asked of all other patients. */
async function samplePatient(
  parts: SearchParts,
  space: Space,
  asked: { slide: SearchableSlide; others: readonly SearchableSlide[]; rng: Rng },
): Promise<Pick<CalibrationSample, 'size' | 'scores'>[]> {
  const { slide } = asked;
  const { places, vectors } = await parts.catalog.tiles.stored(slide.slideKey, space.id);
  if (places.length === 0) return [];
  const rows = decodeFloat16(vectors);
  const samples: Pick<CalibrationSample, 'size' | 'scores'>[] = [];
  const whole = await parts.index.mosaic(space.id, { slides: [slide.slideKey], count: MOSAIC_TILES });
  const questions = [
    ...regionsOf(places, rows, space, asked.rng),
    { size: 'whole' as const, tiles: { vectors: whole.vectors, weights: [...whole.weights] } },
  ];
  for (const { size, tiles } of questions) {
    const { cases } = await rankCases(parts, {
      spaceId: space.id,
      vectors: tiles.vectors,
      weights: tiles.weights,
      slides: asked.others,
      scoring: 'mean',
      limit: 10,
    });
    const scores = cases.slice(0, 10).map((entry) => entry.similarity);
    samples.push({ size, scores });
  }
  return samples;
}

type AskedTiles = { readonly vectors: Float32Array; readonly weights: readonly number[] };

function regionsOf(
  places: readonly TilePlace[],
  rows: Float32Array,
  space: Space,
  rng: Rng,
): { size: QuerySize; tiles: AskedTiles }[] {
  const questions: { size: QuerySize; tiles: AskedTiles }[] = [];
  for (const [size, side] of REGION_SIDES) {
    const region = drawRegion(places, side, rng);
    if (region.length < (side * side) / 2) continue; // The slide has no region of this size.
    questions.push({
      size,
      tiles: { vectors: gatherRows(rows, space.dim, region), weights: region.map(() => 1) },
    });
  }
  return questions;
}

/** Rows of the tiles whose centres lie in a square of `side` tiles around a tile drawn at random. */
function drawRegion(places: readonly TilePlace[], side: number, rng: Rng): number[] {
  const start = places[Math.floor(rng() * places.length)] as TilePlace;
  const inSpan = (offset: number, length: number) => offset >= 0 && offset < side * length;
  return places.flatMap((place, row) =>
    inSpan(place.x - start.x, start.width) && inSpan(place.y - start.y, start.height) ? [row] : [],
  );
}
