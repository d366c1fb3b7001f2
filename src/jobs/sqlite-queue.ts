import { randomBytes } from 'node:crypto';
import Database from 'better-sqlite3';
import { and, desc, eq, lt, sql } from 'drizzle-orm';
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3';
import { type ErrorRecord, TesseraError } from '../domain/errors.js';
import type { JobQueue, JobStep } from './port.js';
import { jobSteps, jobs, migrateQueue } from './queue-tables.js';
import { createSettling } from './settling.js';

type StepRow = typeof jobSteps.$inferSelect;

/**
 * The queue as tables of a SQLite file, by a connection that is handed in (and closed by whoever made it). Every call
 * is one transaction.
 *
 * - A job is `done` when none of its steps is left, also with failed ones: one bad slide does not fail the others. It
 *   is `failed` when every step failed; its error is then the first step's. A job without steps is done at once.
 * - `cancel` ends the job at once: waiting steps are cancelled, a running one learns it by `progress` and reports what
 *   became of it by `finishStep` (`cancelled`, or done if it was). A job that has ended stays as it is.
 * - A step that has ended is not ended twice: a second `finishStep` changes nothing.
 */
export function createSqliteQueue(
  connection: Database.Database,
  options: { readonly now?: () => number } = {},
): JobQueue {
  try {
    migrateQueue(connection);
  } catch (error) {
    throw queueFault(error);
  }
  const now = options.now ?? Date.now;
  const orm = drizzle({ client: connection });
  const write = <T>(body: () => T): T => {
    try {
      return connection.transaction(body).immediate();
    } catch (error) {
      throw queueFault(error);
    }
  };
  /** Not worth waiting for the disk, as often as it comes: after a power cut a step is done once more. */
  const writeLightly = <T>(body: () => T): T => {
    connection.pragma('synchronous = NORMAL');
    try {
      return write(body);
    } finally {
      connection.pragma('synchronous = FULL');
    }
  };
  const settling = createSettling(orm, now);
  const { rowOf, toJob } = settling;
  const claimStep = createClaim(connection);
  const stepOf = (jobKey: number, seq: number) =>
    orm
      .select()
      .from(jobSteps)
      .where(and(eq(jobSteps.jobKey, jobKey), eq(jobSteps.seq, seq)))
      .get();

  return {
    enqueue: async (job) =>
      write(() => {
        const { subjects, ...named } = job;
        const id = `j_${randomBytes(12).toString('hex')}`;
        const row = { ...named, id, state: 'queued' as const, createdAt: now(), progress: {} };
        const { key } = orm.insert(jobs).values(row).returning({ key: jobs.key }).get();
        const add = orm
          .insert(jobSteps)
          .values({
            jobKey: key,
            seq: sql.placeholder('seq'),
            subject: sql.placeholder('subject'),
            state: 'pending',
            attempts: 0,
          })
          .prepare();
        for (const [seq, subject] of subjects.entries()) add.run({ seq, subject });
        return settling.settle(key);
      }),

    claim: async (kinds) =>
      writeLightly(() => {
        const claimed = claimStep(kinds);
        if (claimed === undefined) return undefined;
        const { jobKey, seq } = claimed;
        const startedAt = sql`coalesce(${jobs.startedAt}, ${now()})`;
        orm.update(jobs).set({ state: 'running', startedAt }).where(eq(jobs.key, jobKey)).run();
        const row = orm.select().from(jobs).where(eq(jobs.key, jobKey)).get()!;
        return { job: toJob(row), step: toStep(row.id, stepOf(jobKey, seq)!) };
      }),

    progress: async (jobId, counters) =>
      writeLightly(() => {
        const row = rowOf(jobId);
        const progress = addUp(row.progress, counters);
        orm.update(jobs).set({ progress }).where(eq(jobs.key, row.key)).run();
        return { cancelled: row.state === 'cancelled' };
      }),

    finishStep: async (jobId, seq, outcome) =>
      writeLightly(() => {
        const row = rowOf(jobId);
        const step = stepOf(row.key, seq);
        if (step === undefined) {
          throw new TesseraError('not-found', `job ${jobId} has no step ${seq}`);
        }
        if (step.state === 'running') finish(orm, step, outcome);
        return settling.settle(row.key);
      }),

    cancel: async (jobId) =>
      write(() => {
        const row = rowOf(jobId);
        if (row.state === 'queued' || row.state === 'running') {
          settling.moveSteps(row.key, ['pending'], 'cancelled');
          orm.update(jobs).set({ state: 'cancelled', finishedAt: now() }).where(eq(jobs.key, row.key)).run();
        }
        return toJob(rowOf(jobId));
      }),

    retry: async (jobId, also = []) =>
      write(() => {
        const row = rowOf(jobId);
        const again = settling.moveSteps(row.key, ['failed', 'cancelled'], 'pending');
        if (again > 0) settling.moveSteps(row.key, ['done'], 'pending', also);
        const ended = row.state !== 'queued' && row.state !== 'running';
        if (ended && (again > 0 || row.state === 'cancelled')) {
          orm
            .update(jobs)
            .set({ state: 'queued', finishedAt: null, error: null })
            .where(eq(jobs.key, row.key))
            .run();
        }
        return settling.settle(row.key);
      }),

    get: async (jobId) => {
      const row = orm.select().from(jobs).where(eq(jobs.id, jobId)).get();
      return row === undefined ? undefined : toJob(row);
    },

    list: async ({ limit, before }) => {
      const older = before === undefined ? undefined : lt(jobs.key, rowOf(before).key);
      return orm.select().from(jobs).where(older).orderBy(desc(jobs.key)).limit(limit).all().map(toJob);
    },

    steps: async (jobId) => {
      const { key } = rowOf(jobId);
      const rows = orm.select().from(jobSteps).where(eq(jobSteps.jobKey, key)).orderBy(jobSteps.seq).all();
      return rows.map((step) => toStep(jobId, step));
    },

    recover: async () => write(() => settling.recover()),
  };
}

function addUp(before: Readonly<Record<string, number>>, more: Readonly<Record<string, number>>) {
  const sums = Object.entries(more).map(([name, count]) => [name, (before[name] ?? 0) + count]);
  return { ...before, ...Object.fromEntries(sums) } as Record<string, number>;
}

/** Marks the first waiting step of the oldest job of these kinds as running; one statement, so nobody else has it. */
function createClaim(connection: Database.Database) {
  const claim = connection.prepare(`
    UPDATE job_steps SET state = 'running', attempts = attempts + 1
    WHERE rowid = (
      SELECT s.rowid FROM jobs j JOIN job_steps s ON s.job_key = j.key
      WHERE j.state IN ('queued', 'running') AND s.state = 'pending'
        AND j.kind IN (SELECT value FROM json_each(?))
      ORDER BY j.key, s.seq LIMIT 1)
    RETURNING job_key AS jobKey, seq`);
  return (kinds: readonly string[]) =>
    claim.get(JSON.stringify(kinds)) as { jobKey: number; seq: number } | undefined;
}

function finish(
  orm: BetterSQLite3Database,
  step: StepRow,
  outcome: { result?: unknown; error?: ErrorRecord },
): void {
  const { error } = outcome;
  const failed = error?.tag === 'cancelled' ? ('cancelled' as const) : ('failed' as const);
  orm
    .update(jobSteps)
    .set({
      state: error === undefined ? 'done' : failed,
      result: outcome.result ?? null,
      error: error ?? null,
    })
    .where(and(eq(jobSteps.jobKey, step.jobKey), eq(jobSteps.seq, step.seq)))
    .run();
}

function toStep(jobId: string, { jobKey: _key, ...step }: StepRow): JobStep {
  return { ...step, jobId, result: step.result ?? undefined, error: step.error ?? undefined };
}

function queueFault(error: unknown): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  return new TesseraError('unavailable', `the job queue cannot be written: ${error.message}`, {
    hint: 'Make room on the disk of the data directory, or let this user write there: nothing is lost, and the job goes on.',
    details: { code: error.code },
    cause: error,
  });
}
