import { resolve } from 'node:path';
import type { SlideRecord, TileLedger } from '../catalog/port.js';
import { TesseraError, toErrorRecord } from '../domain/errors.js';
import type { Job, JobHandler, JobStep, StepContext } from '../jobs/port.js';
import { realPath } from './files.js';
import { indexSlide } from './index-slide.js';
import { modelsInUse } from './models-in-use.js';
import type { ArchiveParts } from './parts.js';
import { registerSlide } from './register.js';
import { dropUpload } from './uploads.js';

export const INGEST = 'ingest';
/** The last step of every ingest: what looks at the archive as a whole. */
const CLOSING_STEP = 'archive';

export type IngestRequest = {
  /** Files and folders. */
  readonly paths: readonly string[];
  readonly mpp?: number | undefined;
  readonly model?: string | undefined;
  readonly changed?: 'refuse' | 'reingest' | undefined;
};

type IngestParams = {
  readonly mpp: number | undefined;
  /** A model that is asked for beside those in use. */
  readonly model: string | undefined;
  readonly changed: 'refuse' | 'reingest';
  /** Files in the folders that are no slides, by name. */
  readonly otherFiles: readonly string[];
};

export type FindSlides = (
  path: string,
) => Promise<{ slides: readonly string[]; otherFiles: readonly string[] }>;

/** Looks what there is to ingest and puts it into the durable queue; answers at once. */
export async function startIngest(
  parts: ArchiveParts,
  find: FindSlides,
  request: IngestRequest,
  actor: string,
): Promise<Job> {
  if (request.model !== undefined) await parts.model(request.model);
  await modelsInUse(parts, request.model);
  const slides: string[] = [];
  const otherFiles: string[] = [];
  for (const path of await presentPaths(request.paths)) {
    const found = await find(path);
    slides.push(...found.slides);
    otherFiles.push(...found.otherFiles);
  }
  const params: IngestParams = {
    mpp: request.mpp,
    model: request.model,
    changed: request.changed ?? 'refuse',
    otherFiles,
  };
  const subjects = [...new Set(slides), CLOSING_STEP];
  await parts.catalog.audit.write({ actor, action: 'ingest', subject: `${subjects.length - 1} slides` });
  return parts.queue.enqueue({ kind: INGEST, params, actor, subjects });
}

/**
 * The paths with links resolved. One that is not there stays, so that it fails as one slide and stops no other;
 * when none is there the request itself is wrong.
 */
async function presentPaths(paths: readonly string[]): Promise<string[]> {
  const found = await Promise.allSettled(paths.map(realPath));
  const [first] = found;
  if (first?.status === 'rejected' && found.every((one) => one.status === 'rejected')) throw first.reason;
  return found.map((one, i) => (one.status === 'fulfilled' ? one.value : resolve(paths[i] as string)));
}

/** How an ingest is done: a step per slide, then `closing` for the spaces of each model in use. */
export function ingestHandler(
  parts: ArchiveParts,
  closing: (modelId: string, signal: AbortSignal) => Promise<{ readonly calibrated: readonly string[] }>,
): JobHandler {
  return {
    kind: INGEST,
    waitsForOthers: (step) => step.subject === CLOSING_STEP,
    async runStep(job, step, context) {
      const params = job.params as IngestParams;
      if (step.subject !== CLOSING_STEP) return ingestSlide(parts, params, step, context);
      const calibrated: string[] = [];
      for (const { manifest } of await modelsInUse(parts, params.model)) {
        calibrated.push(...(await closing(manifest.id, context.signal)).calibrated);
      }
      return { calibrated };
    },
  };
}

type StepResult = { readonly slideId: string; readonly known: boolean };

async function ingestSlide(
  parts: ArchiveParts,
  params: IngestParams,
  step: JobStep,
  { signal, count }: StepContext,
): Promise<StepResult> {
  const { slide, known } = await registerSlide(parts, step.subject, {
    mpp: params.mpp,
    state: 'archived',
    changed: params.changed,
    lane: 'ingest',
    keepFailures: true,
  });
  // The archive has these bytes from another place: the uploaded copy is not needed.
  if (known) await dropUpload(parts.settings.dataDir, step.subject, slide.path);
  if (slide.status === 'failed') return { slideId: slide.id, known };
  // Asked after the slide is in the catalog: a filling that begins now finds it there, or it finds the filling's model.
  const models = await modelsInUse(parts, params.model);
  await indexSlide(parts, slide, models, { signal, progress: count });
  await failChanged(parts, slide);
  return { slideId: slide.id, known };
}

/**
 * A file that changed while its tiles were read gave vectors of two slides: one that comes in is a failed slide. What was
 * indexed before stays, and its step fails.
 */
async function failChanged({ catalog, originals }: ArchiveParts, slide: SlideRecord): Promise<void> {
  try {
    await originals.refuseChanged(slide, 'ingest');
  } catch (error) {
    if (slide.status === 'indexed') throw error;
    await catalog.tiles.clear(slide.key);
    // Without a hash whatever lies there the next time is taken as it is.
    const failed = { status: 'failed', sha256: undefined, error: toErrorRecord(error) } as const;
    await catalog.slides.update(slide.key, failed);
  }
}

/** What an ingest did to one slide, as faces show it. */
export type IngestedSlide = {
  readonly step: JobStep;
  readonly known: boolean;
  readonly slide: SlideRecord | undefined;
  readonly ledger: readonly TileLedger[];
};

/** The report of an ingest, while it runs or after it. */
export async function ingestReport(
  parts: ArchiveParts,
  jobId: string,
): Promise<{ job: Job; slides: IngestedSlide[]; otherFiles: readonly string[] }> {
  const job = await parts.queue.get(jobId);
  if (!job || job.kind !== INGEST) throw new TesseraError('not-found', `There is no ingest “${jobId}”.`);
  const steps = (await parts.queue.steps(jobId)).filter((step) => step.subject !== CLOSING_STEP);
  const slides: IngestedSlide[] = [];
  for (const step of steps) {
    const result = step.result as StepResult | undefined;
    const slide = result ? await parts.catalog.slides.get(result.slideId) : undefined;
    const ledger = slide ? await parts.catalog.tiles.ledger(slide.key) : [];
    slides.push({ step, known: result?.known ?? false, slide, ledger });
  }
  return { job, slides, otherFiles: (job.params as IngestParams).otherFiles };
}
