import { setImmediate } from 'node:timers/promises';
import { versionNamed } from '../domain/model-names.js';
import { versionName } from '../domain/models.js';
import type { Job, JobHandler, StepContext } from '../jobs/port.js';
import { openJobOf } from './embed.js';
import type { ArchiveParts } from './parts.js';

export const DROP = 'drop';
/** The last step: what the spaces have left of the catalog's file goes back to the disk. */
const DISK_STEP = 'disk';

/**
 * Drops a model for good: at once its spaces are not there for anyone; a durable job removes their vectors, tiles,
 * graphs and calibration, and gives the disk back. A filling of it is cancelled. Stored answers stay as they are.
 * `name`: the model's id, or that of a version (`tessera-s-8211e22e`).
 * Errors: `not-found`; `conflict` when the model serves, or when the name fits several versions of it.
 */
export async function dropModel(parts: ArchiveParts, name: string, actor: string): Promise<Job> {
  const { catalog } = parts;
  const model = versionNamed([...(await catalog.models.kept()), ...(await catalog.tiles.spaces())], name);
  const spaces = await catalog.models.leave(model);
  const filling = await openJobOf(parts, model);
  if (filling) await parts.queue.cancel(filling.id);
  await catalog.audit.write({ actor, action: 'drop-model', subject: versionName(model) });
  return enqueue(parts, spaces, actor);
}

/** Spaces whose dropping was begun and has no job any more (a kill in between, a cancelled job) get one. */
export async function resumeDrops(parts: ArchiveParts): Promise<void> {
  const leaving = await parts.catalog.models.leaving();
  if (leaving.length === 0) return;
  const jobs = await parts.queue.list({ limit: 1000 });
  const isOpen = jobs.some((job) => job.kind === DROP && job.finishedAt === undefined);
  if (!isOpen) await enqueue(parts, leaving, 'tessera');
}

function enqueue(parts: ArchiveParts, spaces: readonly string[], actor: string): Promise<Job> {
  return parts.queue.enqueue({ kind: DROP, params: {}, actor, subjects: [...spaces, DISK_STEP] });
}

/** How dropping is done: a step per space, then the disk. */
export function dropHandler(parts: ArchiveParts): JobHandler {
  return {
    kind: DROP,
    waitsForOthers: (step) => step.subject === DISK_STEP,
    async runStep(_job, step, context) {
      const { models } = parts.catalog;
      if (step.subject === DISK_STEP) return repeat(context, () => models.shrink());
      await parts.index.drop(step.subject);
      await repeat(context, () => models.sweep(step.subject));
    },
  };
}

/** Does slices of work until none is left, and lets questions through between them. */
async function repeat({ signal, count }: StepContext, slice: () => Promise<boolean>): Promise<void> {
  while (await slice()) {
    await count({ slices: 1 });
    signal.throwIfAborted();
    await setImmediate();
  }
}
