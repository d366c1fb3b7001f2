import type { SlideRecord } from '../catalog/port.js';
import { TesseraError } from '../domain/errors.js';
import type { PoolItem, RetrievalQuery } from '../domain/metrics/retrieval.js';
import { createTileJudge, type TruthSquare } from '../domain/metrics/square-truth.js';
import type { Space } from '../domain/models.js';
import { SCALE_TOLERANCE, tooCoarse } from '../domain/scales.js';
import { askableSpaces } from './askable-spaces.js';
import type { EvaluationParts } from './parts.js';
import { type RegionReport, regionReport } from './region-report.js';
import { readRegionTruth, type SlideTruth } from './region-truth.js';

/** Tiles asked for per square: enough that ten judged ones remain when many lie beside all squares. */
const ASKED = 200;
/** Squares asked at a time: as many as keep the workers of an ordinary machine busy. */
const AT_ONCE = 4;
/** Labels kept per square: no figure looks deeper. */
const RANKED = 10;

export type RegionQuestion = {
  /** Folder with `<slide stem>.csv`. */
  readonly truth: string;
  /** Default: of the serving model’s spaces that all these slides can serve, the finest of those that hold most. */
  readonly spaceId?: string | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** Ends the asking when nobody waits for the report any more. */
  readonly signal?: AbortSignal | undefined;
};

/**
 * How well regions find their like: every square of the truth asks as a region, its own patient does not answer, and
 * each tile that comes back is judged by the square that has the largest area under it. A tile that squares cover by
 * less than half is left out and the next moves up.
 * Errors: those of the truth files, `invalid-input` for one patient alone, `not-found` without a space, `too-coarse`,
 * those of a search.
 */
export async function measureRegions(
  parts: EvaluationParts,
  question: RegionQuestion,
): Promise<RegionReport> {
  const truth = await readRegionTruth(parts.catalog, question.truth);
  const slides = truth.slides.filter(({ squares }) => squares.length > 0);
  const space = await chooseSpace(parts, slides, question.spaceId);
  const owned = await withPatients(parts, slides);
  needSeveralPatients(owned);
  const judged = await judgeTiles(parts, space, owned);
  const queries = await askSquares(parts, space, { ...question, owned, judged });
  const report = await parts.evaluate(queries, { label: 'label', pool: [...judged.values()] });
  return regionReport({
    space,
    slides: owned.map(({ slide, patientId }) => ({ name: slide.name, patientId })),
    judged: judged.size,
    otherFiles: truth.otherFiles,
    queries,
    report,
  });
}

type OwnedTruth = SlideTruth & { readonly patientId: string };
/** Judged tiles by id. */
type Judged = ReadonlyMap<number, PoolItem>;

async function chooseSpace(
  parts: EvaluationParts,
  slides: readonly SlideTruth[],
  wanted: string | undefined,
): Promise<Space> {
  const named = await askableSpaces(parts, wanted);
  const coarsest = Math.max(...slides.map(({ slide }) => slide.mpp ?? 0));
  const usable = named.filter(({ mpp }) => coarsest <= mpp * (1 + SCALE_TOLERANCE));
  const [best] = usable.sort((a, b) => b.slides - a.slides || a.mpp - b.mpp);
  if (best) return best;
  throw tooCoarse(coarsest, named);
}

async function withPatients(
  { catalog }: EvaluationParts,
  slides: readonly SlideTruth[],
): Promise<OwnedTruth[]> {
  const owners = await catalog.cases.getByKeys(slides.map(({ slide }) => slide.caseKey));
  return slides.map((entry) => ({ ...entry, patientId: patientOf(entry.slide, owners) }));
}

/** Where one patient has all squares, nobody could be right. */
function needSeveralPatients(slides: readonly OwnedTruth[]): void {
  const patients = new Set(slides.map(({ patientId }) => patientId));
  if (patients.size > 1) return;
  throw new TesseraError('invalid-input', 'All squares are of one patient: nobody is left to answer.', {
    hint: 'Truth of at least two patients is needed. Slides without a case in the case list are patients of their own.',
  });
}

function patientOf(slide: SlideRecord, owners: ReadonlyMap<number, { readonly patientId: string }>): string {
  const owner = owners.get(slide.caseKey);
  if (owner) return owner.patientId;
  throw new TesseraError('not-found', `“${slide.name}” was deleted while it was measured.`);
}

async function judgeTiles(
  { catalog }: EvaluationParts,
  space: Space,
  slides: readonly OwnedTruth[],
): Promise<Judged> {
  const judged = new Map<number, PoolItem>();
  for (const { slide, squares, patientId } of slides) {
    const judge = createTileJudge(squares);
    for (const { tileId, x, y, width, height } of await catalog.tiles.placesOf(slide.key, space.id)) {
      const label = judge({ x, y, width, height });
      if (label !== undefined) judged.set(tileId, { patientId, label });
    }
  }
  return judged;
}

type Asking = Pick<RegionQuestion, 'onProgress' | 'signal'> & {
  readonly owned: readonly OwnedTruth[];
  readonly judged: Judged;
};

/** Squares slide by slide, a few at a time: neighbours share decoded pixels. */
async function askSquares(parts: EvaluationParts, space: Space, asking: Asking): Promise<RetrievalQuery[]> {
  const jobs = asking.owned.flatMap((entry) => entry.squares.map((square) => ({ entry, square })));
  const relevant = countRelevant(asking.judged);
  const queries: RetrievalQuery[] = [];
  let [next, done] = [0, 0];
  const work = async () => {
    while (next < jobs.length) {
      asking.signal?.throwIfAborted();
      const place = next++;
      const { entry, square } = jobs[place]!;
      const ranked = await askSquare(parts, space, entry, square, asking.judged).catch((error: unknown) => {
        next = jobs.length; // The report fails as a whole: the others need not go on.
        throw error;
      });
      const { patientId } = entry;
      queries[place] = {
        patientId,
        label: square.label,
        ranked,
        relevantInArchive: relevant(square.label, patientId),
      };
      asking.onProgress?.(++done, jobs.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return queries;
}

async function askSquare(
  { nearestTiles }: EvaluationParts,
  space: Space,
  { slide }: OwnedTruth,
  { x, y, width, height }: TruthSquare,
  judged: Judged,
): Promise<string[]> {
  const region = { x, y, width, height };
  const hits = await nearestTiles({ slideId: slide.id, region, spaceId: space.id, k: ASKED });
  return hits.flatMap(({ tileId }) => judged.get(tileId)?.label ?? []).slice(0, RANKED);
}

/** Judged tiles of other patients that carry a label. */
function countRelevant(judged: Judged): (label: string, patientId: string) => number {
  const counts = new Map<string, number>();
  const key = (label: string, patientId?: string) => JSON.stringify([label, patientId ?? null]);
  const add = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const { label, patientId } of judged.values()) {
    add(key(label));
    add(key(label, patientId));
  }
  return (label, patientId) => (counts.get(key(label)) ?? 0) - (counts.get(key(label, patientId)) ?? 0);
}
