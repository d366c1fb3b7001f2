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
  const toggle = () => {
    open.value = !open.value;
  };
  if (isOneSlide(job)) {
    return (
      <section class="job">
        <JobReport job={job} />
      </section>
    );
  }
  const title = (say.jobs[job.kind] ?? say.job)(dateTime(job.createdAt));
  return (
    <section class="job">
      <header>
        <h3>{title}</h3>
        <b class={`state ${job.state}`}>{say.state[job.state]}</b>
      </header>
      {isRunning(job) && <progress value={shareOf(job)} aria-label={title} />}
      <Figures job={job} />
      {job.trouble && <Explained problem={problemOf(job.trouble)} lead={say.waits} />}
      {job.error && <Explained problem={problemOf(job.error)} />}
      <Actions job={job} open={open.value} onOpen={toggle} />
      {job.kind === 'ingest' && open.value && <JobReport job={job} />}
    </section>
  );
}

/** Of a single file that went well or not, its own line says all there is. */
function isOneSlide(job: Job): boolean {
  return job.kind === 'ingest' && job.state === 'done' && slidesOf(job) === 1;
}

function isRunning({ state }: Job): boolean {
  return state === 'running' || state === 'queued';
}

/** The last step is the archive's own. */
function slidesOf({ steps }: Job): number {
  return Math.max(0, steps.total - 1);
}

function Figures({ job }: { readonly job: Job }) {
  const say = words.value.bring;
  const { kind, steps, progress } = job;
  const slides = slidesOf(job);
  const over = Math.min(slides, steps.done + steps.failed);
  const running = isRunning(job);
  const figures = [
    kind === 'drop' ? undefined : say.steps(number(over), number(slides)),
    running && progress.tilesPerSecond ? say.rate(number(progress.tilesPerSecond)) : undefined,
    running ? timeLeft(job) : undefined,
  ];
  return <p class="faint">{figures.filter(Boolean).join(' · ')}</p>;
}

type ActionsProps = { readonly job: Job; readonly open: boolean; readonly onOpen: () => void };

function Actions({ job, open, onOpen }: ActionsProps) {
  const say = words.value.bring;
  const running = isRunning(job);
  const act = (way: 'cancel' | 'retry') => () =>
    attempt(async () => follow(await call(api.jobs[':jobId'][way].$post({ param: { jobId: job.id } }))));
  const canRetry = job.state === 'cancelled' || job.state === 'failed' || job.steps.failed > 0;
  return (
    <div class="job-actions">
      {job.kind === 'ingest' && (
        <button type="button" class="quiet" aria-expanded={open} onClick={onOpen}>
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
