import type { SlideRecord, TileLedger, TilePlace } from '../catalog/port.js';
import { isSlideSkip, TesseraError, toErrorRecord } from '../domain/errors.js';
import { type Space, spacesOf, tileSideUm } from '../domain/models.js';
import { tooCoarse, usableScales } from '../domain/scales.js';
import type { PlannedTile } from '../domain/tile-tasks.js';
import type { Lane } from '../jobs/port.js';
import type { ArchiveParts, UsableModel } from './parts.js';
import { missingScale } from './slide-facts.js';

/** Tiles of one task: long enough that messages cost nothing, short enough that cancelling is felt at once. */
const BATCH = 24;
/** Tasks of one slide at the same time: while one is written down, the next is computed. */
const IN_FLIGHT = 2;

export type IndexProgress = (counters: { planned?: number; tiles?: number }) => Promise<void>;

type Running = { readonly signal: AbortSignal; readonly progress: IndexProgress };
type Embedding = Running & { readonly lane: Lane };

/**
 * Gives every tile of a slide its vector of each model, or the reason why it has none; goes on where an earlier run
 * stopped. The slide's record says the outcome: `indexed`, `skipped` (too coarse, too small, no tissue) or `failed`.
 * Where one model fails on a slide that another one has, the slide is indexed and the fault is thrown.
 */
export async function indexSlide(
  parts: ArchiveParts,
  slide: SlideRecord,
  models: readonly UsableModel[],
  running: Running,
): Promise<SlideRecord> {
  const faults: TesseraError[] = [];
  for (const model of models) {
    try {
      await embedSlide(parts, slide, model, { ...running, lane: 'ingest' });
    } catch (error) {
      if (running.signal.aborted || !(error instanceof TesseraError)) throw error;
      // A model that was dropped meanwhile is no fault of the slide.
      if (error.tag !== 'not-found') faults.push(error);
    }
  }
  const nothing = findFault(await parts.catalog.tiles.ledger(slide.key), slide);
  const fault = faults.find(({ tag }) => !isSlideSkip(tag));
  const inNone = faults.length === models.length ? faults[0] : nothing && (fault ?? nothing);
  const outcome = await conclude(parts, slide, inNone);
  if (fault && !inNone) throw fault;
  return outcome;
}

/**
 * Gives the tiles of a slide their vectors in the spaces of one model; the slide's record stays as it is.
 * Errors: slide tags, `model-refused`, `not-found` when the spaces are dropped meanwhile.
 */
export async function embedSlide(
  parts: ArchiveParts,
  slide: SlideRecord,
  model: UsableModel,
  embedding: Embedding,
): Promise<void> {
  const spaces = await planTiles(parts, slide, model, embedding);
  for (const space of spaces) await embedPending(parts, slide, model, space, embedding);
}

/** Lays the grid in every space that the slide enters; answers the spaces that have tiles to do. */
async function planTiles(
  { catalog, workers }: ArchiveParts,
  slide: SlideRecord,
  { manifest }: UsableModel,
  { progress, lane }: Embedding,
): Promise<Space[]> {
  const all = spacesOf(manifest);
  const usable = usableScales(scaleOf(slide), all);
  if (usable.length === 0) throw tooCoarse(scaleOf(slide), all);
  await catalog.tiles.ensureSpaces(all);
  // What did not decode the last time gets another chance: the disk or the network may have been at fault.
  await catalog.tiles.retryFailed(
    slide.key,
    usable.map((space) => space.id),
  );
  const laid = new Set((await catalog.tiles.ledger(slide.key)).filter(isLaid).map((entry) => entry.spaceId));
  const open: Space[] = [];
  for (const space of usable) {
    if (!laid.has(space.id) && !(await catalog.tiles.planAsTwin(slide.key, space.id))) open.push(space);
  }
  if (open.length > 0) {
    const survey = await workers.run('survey', { source: slide, scales: open }, { lane });
    for (const [i, space] of open.entries()) {
      const tiles = survey.tiles[i] ?? [];
      const absent = absence(slide, space, tiles, survey.tissueFraction);
      if (absent) await catalog.tiles.noteAbsent(slide.key, space.id, absent);
      else await catalog.tiles.plan(slide.key, space.id, tiles);
    }
  }
  const ledger = await catalog.tiles.ledger(slide.key);
  const pending = new Map(ledger.map((entry) => [entry.spaceId, entry.pending]));
  await progress({ planned: usable.reduce((sum, space) => sum + (pending.get(space.id) ?? 0), 0) });
  return usable.filter((space) => (pending.get(space.id) ?? 0) > 0);
}

/** What a killed process left half laid has nothing planned, and is laid anew. */
function isLaid({ planned, absent }: TileLedger): boolean {
  return planned > 0 || absent !== undefined;
}

function absence(
  slide: SlideRecord,
  space: Space,
  tiles: readonly PlannedTile[],
  tissueFraction: number,
): 'too-small' | 'no-tissue' | undefined {
  if (tiles.length > 0) return undefined;
  const shortUm = Math.min(slide.width ?? 0, slide.height ?? 0) * scaleOf(slide);
  return shortUm < tileSideUm(space) / 2 || tissueFraction > 0 ? 'too-small' : 'no-tissue';
}

async function embedPending(
  parts: ArchiveParts,
  slide: SlideRecord,
  model: UsableModel,
  space: Space,
  { signal, progress, lane: workerLane }: Embedding,
): Promise<void> {
  const places = await parts.catalog.tiles.pending(slide.key, space.id, Number.MAX_SAFE_INTEGER);
  const checkQuality = !(await parts.catalog.tiles.isJudged(slide.key, space.id));
  let next = 0;
  async function lane(): Promise<void> {
    while (next < places.length) {
      signal.throwIfAborted();
      const batch = places.slice(next, next + BATCH);
      next += BATCH;
      await embedBatch(parts, slide, model, space, { batch, checkQuality, lane: workerLane });
      await progress({ tiles: batch.length });
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
  await parts.index.refresh(space.id);
}

async function embedBatch(
  { catalog, workers }: ArchiveParts,
  slide: SlideRecord,
  model: UsableModel,
  space: Space,
  { batch, checkQuality, lane }: { batch: readonly TilePlace[]; checkQuality: boolean; lane: Lane },
): Promise<void> {
  const request = {
    source: slide,
    modelFolder: model.folder,
    modelSha256: space.modelSha256,
    scale: { mpp: space.mpp, tilePx: space.tilePx },
    boxes: batch,
    checkQuality,
  };
  const done = await workers.run('embed', request, { lane });
  await catalog.tiles.commit(slide.key, space.id, { ...done, tileIds: batch.map((place) => place.tileId) });
}

/** Writes the slide's outcome into its record. */
async function conclude(
  { catalog }: ArchiveParts,
  slide: SlideRecord,
  error: TesseraError | undefined,
): Promise<SlideRecord> {
  if (!error) return catalog.slides.update(slide.key, { status: 'indexed', error: undefined });
  const status = isSlideSkip(error.tag) ? 'skipped' : 'failed';
  return catalog.slides.update(slide.key, { status, error: toErrorRecord(error) });
}

/** Why a slide has no vector at all; undefined when it has one. */
function findFault(ledger: readonly TileLedger[], slide: SlideRecord): TesseraError | undefined {
  const total = (pick: (entry: (typeof ledger)[number]) => number) =>
    ledger.reduce((sum, entry) => sum + pick(entry), 0);
  if (total((entry) => entry.indexed) > 0) return undefined;
  const failed = total((entry) => entry.failed);
  if (failed > 0) {
    return new TesseraError('damaged', `None of the slide’s tiles could be decoded (${failed} failed).`, {
      hint: 'Copy the file again from the scanner, or export it anew.',
    });
  }
  return nothingToIndex(
    ledger.map((entry) => entry.absent),
    slide,
  );
}

function nothingToIndex(absences: readonly (string | undefined)[], slide: SlideRecord): TesseraError {
  if (absences.length > 0 && absences.every((reason) => reason === 'too-small')) {
    const sideUm = Math.round(Math.min(slide.width ?? 0, slide.height ?? 0) * scaleOf(slide) * 10) / 10;
    return new TesseraError(
      'too-small',
      `The slide is only ${sideUm} µm on its shorter side: less than half a tile.`,
      {
        details: { width: slide.width, height: slide.height, mpp: slide.mpp },
      },
    );
  }
  return new TesseraError('no-tissue', 'No tissue was found on the slide.', {
    hint: 'Very pale, fluorescent or empty slides have nothing that could be compared.',
  });
}

/** µm per level-0 pixel; registering has made sure of it. */
function scaleOf(slide: SlideRecord): number {
  if (slide.mpp !== undefined) return slide.mpp;
  throw missingScale(slide.name);
}
