import { and, eq, inArray, sql } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { type ErrorRecord, TesseraError } from '../domain/errors.js';
import type { Job, StepState } from './port.js';
import { jobSteps, jobs } from './queue-tables.js';

export type JobRow = typeof jobs.$inferSelect;

/** How the states of a job's steps become the state of the job. All of it runs in the caller's transaction. */
export function createSettling(orm: BetterSQLite3Database, now: () => number) {
  function rowOf(jobId: string): JobRow {
    const row = orm.select().from(jobs).where(eq(jobs.id, jobId)).get();
    if (row === undefined) throw new TesseraError('not-found', `there is no job ${jobId}`);
    return row;
  }

  function countSteps(jobKey: number): Record<StepState, number> {
    const counts = { pending: 0, running: 0, done: 0, failed: 0, cancelled: 0 };
    const rows = orm
      .select({ state: jobSteps.state, steps: sql<number>`count(*)` })
      .from(jobSteps)
      .where(eq(jobSteps.jobKey, jobKey))
      .groupBy(jobSteps.state)
      .all();
    for (const { state, steps } of rows) counts[state] = steps;
    return counts;
  }

  function toJob(row: JobRow): Job {
    const { pending, running, done, failed, cancelled } = countSteps(row.key);
    const { key: _key, ...job } = row;
    return {
      ...job,
      params: row.params ?? undefined,
      startedAt: row.startedAt ?? undefined,
      finishedAt: row.finishedAt ?? undefined,
      error: row.error ?? undefined,
      steps: { total: pending + running + done + failed + cancelled, done, failed },
    };
  }

  function firstError(jobKey: number): ErrorRecord | null {
    const where = and(eq(jobSteps.jobKey, jobKey), eq(jobSteps.state, 'failed'));
    const step = orm
      .select({ error: jobSteps.error })
      .from(jobSteps)
      .where(where)
      .orderBy(jobSteps.seq)
      .get();
    return step?.error ?? null;
  }

  /** `only`: the steps that may move; without it all of them. */
  function moveSteps(
    jobKey: number,
    from: readonly StepState[],
    to: StepState,
    only?: readonly number[],
  ): number {
    const change = to === 'pending' ? { state: to, result: null, error: null } : { state: to };
    const named = only && inArray(jobSteps.seq, [...only]);
    const where = and(eq(jobSteps.jobKey, jobKey), inArray(jobSteps.state, [...from]), named);
    return orm.update(jobSteps).set(change).where(where).run().changes;
  }

  return {
    rowOf,
    toJob,
    moveSteps,

    /** Ends a job of which no step is left, and answers how it stands. */
    settle(jobKey: number): Job {
      const row = orm.select().from(jobs).where(eq(jobs.key, jobKey)).get()!;
      const steps = countSteps(jobKey);
      const open = row.state === 'queued' || row.state === 'running';
      if (!open || steps.pending + steps.running > 0) return toJob(row);
      // Steps may be `cancelled` here: their handler gave up although nobody cancelled the job.
      const failed = steps.failed + steps.cancelled > 0 && steps.done === 0;
      const end = {
        state: failed ? ('failed' as const) : ('done' as const),
        error: failed ? firstError(jobKey) : null,
        finishedAt: now(),
      };
      return toJob(orm.update(jobs).set(end).where(eq(jobs.key, jobKey)).returning().get());
    },

    /** Steps of a process that is gone: to be done again, or cancelled with their job. */
    recover(): number {
      const left = orm
        .selectDistinct({ key: jobs.key, state: jobs.state })
        .from(jobSteps)
        .innerJoin(jobs, eq(jobs.key, jobSteps.jobKey))
        .where(eq(jobSteps.state, 'running'))
        .all();
      let pending = 0;
      for (const { key, state } of left) {
        const cancelled = state === 'cancelled';
        const moved = moveSteps(key, ['running'], cancelled ? 'cancelled' : 'pending');
        if (!cancelled) pending += moved;
      }
      return pending;
    },
  };
}
