import { type ErrorRecord, TesseraError } from '../domain/errors.js';
import { isSameVersion, type ModelVersion, spacesOf, versionName, versionOf } from '../domain/models.js';
import type { Job, JobHandler, JobStep, StepContext } from '../jobs/port.js';
import { embedSlide } from './index-slide.js';
import type { ArchiveParts, UsableModel } from './parts.js';
import { describeGaps, gapsOf } from './spaces.js';

export const EMBED = 'embed';
/** The last step: the spaces are calibrated, and the model serves when that was asked for. */
const CLOSING_STEP = 'archive';

type EmbedParams = ModelVersion & { readonly switchOver: boolean };

export type FillRequest = {
  readonly model: string;
  /** Let the model serve as soon as its spaces are complete. */
  readonly switchOver: boolean;
  /** Ids of the slides that are done; without them all that are missing. */
  readonly slides?: readonly string[] | undefined;
};

/** What the last step did, and what it did not and why. */
export type EmbedOutcome = { readonly serves: boolean; readonly missing: string | null };

/**
 * Fills the spaces of a second model behind the one that serves: from now on the model is kept, so new slides enter
 * its spaces as well, and a durable job goes over the slides that are already there and not done in them.
 * The same model again goes on with the job that is open, or does what is missing.
 * Errors: `not-found`, `model-refused`; `conflict` while its spaces are being dropped, or filled with another aim.
 */
export async function startEmbed(parts: ArchiveParts, request: FillRequest, actor: string): Promise<Job> {
  const { manifest } = await parts.model(request.model);
  const model = versionOf(manifest);
  const open = await openJobOf(parts, model);
  if (open && doesAllOf(open, request)) return open;
  if (open) throw stillFilling(open, model);
  await letServe(parts, model);
  const spaces = spacesOf(manifest);
  await parts.catalog.tiles.ensureSpaces(spaces);
  // Kept first, listed second: a slide that comes in between is in one of the two, never in none.
  await parts.catalog.models.keep(model);
  const missing = await parts.catalog.tiles.missing(spaces);
  const wanted = request.slides ? missing.filter((id) => request.slides?.includes(id)) : missing;
  await parts.catalog.audit.write({ actor, action: 'fill-spaces', subject: versionName(model) });
  const params: EmbedParams = { ...model, switchOver: request.switchOver };
  return parts.queue.enqueue({ kind: EMBED, params, actor, subjects: [...wanted, CLOSING_STEP] });
}

function doesAllOf(open: Job, { switchOver, slides }: FillRequest): boolean {
  return slides === undefined && (!switchOver || (open.params as EmbedParams).switchOver);
}

/** A model that is added to an archive where nothing serves yet stands beside the default, not in its place. */
async function letServe({ catalog, model, settings }: ArchiveParts, added: ModelVersion): Promise<void> {
  if ((await catalog.models.serving()) || settings.defaultModel === added.modelId) return;
  const { manifest } = await model(settings.defaultModel);
  await catalog.models.serve(versionOf(manifest));
}

/** More jobs than stand open at a time; the newest come first. */
const MANY = 1000;

/** The open job that fills the spaces of a model. */
export async function openJobOf({ queue }: ArchiveParts, model: ModelVersion): Promise<Job | undefined> {
  const jobs = await queue.list({ limit: MANY });
  return jobs.find(
    (job) =>
      job.kind === EMBED && job.finishedAt === undefined && isSameVersion(job.params as EmbedParams, model),
  );
}
export type FillReport = {
  readonly job: Job;
  /** Id of the version that is filled in. */
  readonly model: string;
  /** Undefined until the last step has ended. */
  readonly outcome: EmbedOutcome | undefined;
  /** Why the last step failed. */
  readonly error: ErrorRecord | undefined;
  readonly failed: readonly {
    readonly slideId: string;
    readonly name: string | undefined;
    readonly error: ErrorRecord;
  }[];
};

/** What became of a filling, and which slides failed in it. Errors: `not-found`. */
export async function fillReport({ queue, catalog }: ArchiveParts, jobId: string): Promise<FillReport> {
  const job = await queue.get(jobId);
  if (job?.kind !== EMBED) throw new TesseraError('not-found', `There is no filling “${jobId}”.`);
  const steps = await queue.steps(jobId);
  const closing = steps.find((step) => step.subject === CLOSING_STEP);
  const failed = steps.flatMap((step) =>
    step.error && step !== closing ? [{ slideId: step.subject, error: step.error }] : [],
  );
  return {
    job,
    model: versionName(job.params as EmbedParams),
    outcome: closing?.result as EmbedOutcome | undefined,
    error: closing?.error,
    failed: await Promise.all(
      failed.map(async (one) => ({ ...one, name: (await catalog.slides.get(one.slideId))?.name })),
    ),
  };
}

/** How a filling is done: a step per slide, then calibration and, when it was asked for, the switch-over. */
export function embedHandler(
  parts: ArchiveParts,
  calibrate: (modelId: string, signal: AbortSignal) => Promise<unknown>,
): JobHandler {
  return {
    kind: EMBED,
    background: true,
    waitsForOthers: (step) => step.subject === CLOSING_STEP,
    async runStep(job, step, context) {
      const params = job.params as EmbedParams;
      const model = await sameModel(parts, params);
      if (step.subject !== CLOSING_STEP) return fillSlide(parts, model, step, context);
      // Tells this step whether the job was cancelled while it waited for the others.
      await context.count({});
      context.signal.throwIfAborted();
      await calibrate(params.modelId, context.signal);
      return closeFilling(parts, params, job.actor);
    },
  };
}

/** The model that the job was started with: with other weights it would fill other spaces. */
async function sameModel({ model }: ArchiveParts, wanted: ModelVersion): Promise<UsableModel> {
  const found = await model(wanted.modelId);
  if (isSameVersion(versionOf(found.manifest), wanted)) return found;
  throw new TesseraError(
    'model-refused',
    `${versionName(wanted)} is not on this machine any more: its file was replaced.`,
    {
      hint: `Put the file back and retry, or fill the spaces of what is there: tessera spaces add --model ${wanted.modelId}`,
    },
  );
}

async function fillSlide(
  parts: ArchiveParts,
  model: UsableModel,
  step: JobStep,
  { signal, count }: StepContext,
): Promise<{ slideId: string }> {
  const slide = await parts.catalog.slides.get(step.subject);
  // Deleted or found unreadable since: nothing of it is missing any more.
  if (slide?.state !== 'archived' || slide.status === 'failed') return { slideId: step.subject };
  // The vectors of both models must be of the very same pixels.
  await parts.originals.refuseChanged(slide, 'background');
  try {
    await embedSlide(parts, slide, model, { signal, progress: count, lane: 'background' });
  } catch (error) {
    // A scan too coarse for this model has nothing to give it.
    if (!(error instanceof TesseraError) || error.tag !== 'too-coarse') throw error;
  }
  return { slideId: slide.id };
}

async function closeFilling(
  parts: ArchiveParts,
  { switchOver, ...model }: EmbedParams,
  actor: string,
): Promise<EmbedOutcome> {
  const gaps = await gapsOf(parts, model);
  const missing = gaps.length > 0 ? describeGaps(gaps) : null;
  if (switchOver && !missing) {
    await parts.catalog.models.serve(model);
    await parts.catalog.audit.write({ actor, action: 'switch-model', subject: versionName(model) });
  }
  const serving = await parts.catalog.models.serving();
  return { serves: serving !== undefined && isSameVersion(serving, model), missing };
}

function stillFilling(job: Job, model: ModelVersion): TesseraError {
  return new TesseraError('conflict', `The spaces of ${versionName(model)} are being filled already.`, {
    hint: 'Wait for that job and switch over then: tessera spaces switch --model ID',
    details: { jobId: job.id },
  });
}
