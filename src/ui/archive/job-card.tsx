import { useSignal } from '@preact/signals';
import { Explained } from '../parts/explained.jsx';
import { attempt } from '../parts/notices.jsx';
import { call } from '../server/call.js';
import { api } from '../server/client.js';
import type { Job } from '../server/types.js';
import { follow } from '../state/jobs.js';
import { problemOf } from '../words/explain.js';
import { dateTime, number, words } from '../words/words.js';
import { JobReport } from './job-report.jsx';

/** One job: how far it is, how long it still takes, what became of each slide. */
export function JobCard({ job }: { readonly job: Job }) {
  const say = words.value.bring;
  const open = useSignal(job.finishedAt === null || job.state === 'failed' || job.steps.failed > 0);
  const running = job.state === 'running' || job.state === 'queued';
  // The last step is the archive's own.
  const slides = Math.max(0, job.steps.total - 1);
  const over = Math.min(slides, job.steps.done + job.steps.failed);
  const title = (say.jobs[job.kind] ?? say.job)(dateTime(job.createdAt));
  const act = (way: 'cancel' | 'retry') => () =>
    attempt(async () => follow(await call(api.jobs[':jobId'][way].$post({ param: { jobId: job.id } }))));
  const canRetry = job.state === 'cancelled' || job.state === 'failed' || job.steps.failed > 0;
  return (
    <section class="job">
      <header>
        <h3>{title}</h3>
        <b class={`state ${job.state}`}>{say.state[job.state]}</b>
      </header>
      {running && <progress value={shareOf(job)} aria-label={title} />}
      <p class="faint">
        {[
          job.kind === 'drop' ? undefined : say.steps(number(over), number(slides)),
          running && job.progress.tilesPerSecond ? say.rate(number(job.progress.tilesPerSecond)) : undefined,
          running ? timeLeft(job) : undefined,
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {job.trouble && <Explained problem={problemOf(job.trouble)} lead={say.waits} />}
      {job.error && <Explained problem={problemOf(job.error)} />}
      <div class="job-actions">
        {job.kind === 'ingest' && (
          <button
            type="button"
            class="quiet"
            aria-expanded={open.value}
            onClick={() => {
              open.value = !open.value;
            }}
          >
            {say.details}
          </button>
        )}
        {running && (
          <button type="button" class="quiet" onClick={act('cancel')}>
            {say.stop}
          </button>
        )}
        {!running && canRetry && (
          <button type="button" class="quiet" onClick={act('retry')}>
            {say.retry}
          </button>
        )}
      </div>
      {job.kind === 'ingest' && open.value && <JobReport job={job} />}
    </section>
  );
}

function shareOf({ steps, progress }: Job): number {
  const over = steps.done + steps.failed;
  const running = progress.tilesPlanned > 0 ? progress.tilesDone / progress.tilesPlanned : 0;
  return steps.total > 0
    ? Math.min(1, (over + Math.min(running, 1) * (over < steps.total ? 0.9 : 0)) / steps.total)
    : 0;
}

function timeLeft({ progress: { secondsLeft } }: Job): string | undefined {
  if (secondsLeft === null) return undefined;
  const say = words.value.bring;
  return say.left(secondsLeft < 90 ? say.seconds(secondsLeft) : say.minutes(Math.round(secondsLeft / 60)));
}
