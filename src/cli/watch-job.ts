import type { Job } from '../api/schemas/system.js';
import { fromErrorRecord } from '../domain/errors.js';
import type { Connection } from './connection.js';
import { readEvents } from './events.js';

/** Shows how far a job is until it has ended. Errors: why it does not go on, e.g. a full disk. */
export async function watchJob(
  connection: Connection,
  jobId: string,
  show: (line: string) => void,
): Promise<void> {
  for await (const event of readEvents(connection, `/api/v1/jobs/${jobId}/events`)) {
    const job = JSON.parse(event) as Job;
    if (job.trouble) throw fromErrorRecord(job.trouble);
    show(bar(job));
  }
}

const BAR = 24;

function bar({ steps, progress }: Job): string {
  const over = steps.done + steps.failed;
  const filled = Math.round((BAR * over) / Math.max(1, steps.total));
  const left = progress.secondsLeft === null ? '' : `, ${duration(progress.secondsLeft)} left`;
  return `[${'█'.repeat(filled)}${'·'.repeat(BAR - filled)}] ${over}/${steps.total} steps, ${progress.tilesDone} tiles, ${progress.tilesPerSecond ?? 0} tiles/s${left}`;
}

function duration(seconds: number): string {
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
