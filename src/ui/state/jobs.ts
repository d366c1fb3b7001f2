import { signal } from '@preact/signals';
import { call } from '../server/call.js';
import { api } from '../server/client.js';
import type { Job } from '../server/types.js';
import { suspect } from './connection.js';

/** Jobs of the server, newest first, kept up by its events while they run. */
export const jobs = signal<readonly Job[]>([]);
/** Counts jobs that ended and lists that were read: what was shown before may be old then. */
export const jobsEnded = signal(0);

const watched = new Map<string, EventSource>();
const SHOWN = '20';

export async function loadJobs(): Promise<void> {
  const { items } = await call(api.jobs.$get({ query: { limit: SHOWN } }));
  jobs.value = items;
  for (const job of items) if (!job.finishedAt) watch(job.id);
}

/** A job that was just begun. */
export function follow(job: Job): void {
  put(job);
  watch(job.id);
}

function put(job: Job): void {
  const known = jobs.value.some(({ id }) => id === job.id);
  jobs.value = known ? jobs.value.map((one) => (one.id === job.id ? job : one)) : [job, ...jobs.value];
}

function watch(id: string): void {
  if (watched.has(id)) return;
  const events = new EventSource(`/api/v1/jobs/${id}/events`);
  watched.set(id, events);
  events.addEventListener('job', ({ data }) => {
    const job = JSON.parse(data) as Job;
    put(job);
    if (!job.finishedAt) return;
    events.close();
    watched.delete(id);
    jobsEnded.value++;
  });
  // The browser connects again by itself; a lost server is told of.
  events.addEventListener('error', suspect);
}
