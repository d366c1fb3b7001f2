import type { Job } from '../../jobs/port.js';
import type { Job as JobView } from '../schemas/system.js';
import { iso } from './time.js';

/** A job with its speed and the time it still needs, from the share of steps and tiles that are done. */
export function jobView(job: Job, now: number): JobView {
  const planned = job.progress.planned ?? 0;
  const done = job.progress.tiles ?? 0;
  const seconds = job.startedAt === undefined ? 0 : ((job.finishedAt ?? now) - job.startedAt) / 1000;
  return {
    id: job.id,
    kind: job.kind,
    state: job.state,
    steps: job.steps,
    progress: {
      tilesPlanned: planned,
      tilesDone: done,
      tilesPerSecond: seconds > 0 ? Math.round((done / seconds) * 10) / 10 : null,
      secondsLeft: secondsLeft(job, seconds, planned - done),
    },
    actor: job.actor,
    createdAt: iso(job.createdAt),
    startedAt: job.startedAt === undefined ? null : iso(job.startedAt),
    finishedAt: job.finishedAt === undefined ? null : iso(job.finishedAt),
    error: job.error ?? null,
  };
}

/** Steps that are over, plus the share of the running ones that their tiles say. */
function secondsLeft({ steps, state, progress }: Job, seconds: number, tilesOpen: number): number | null {
  if (state !== 'running' || seconds < 1) return null;
  const over = steps.done + steps.failed;
  const planned = progress.planned ?? 0;
  const begun = Math.min(steps.total - over, planned > 0 ? 1 : 0);
  const share = (over + (planned > 0 ? begun * (1 - tilesOpen / planned) : 0)) / steps.total;
  return share > 0.01 ? Math.round(seconds * (1 / share - 1)) : null;
}
