import type Database from 'better-sqlite3';
import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { type ErrorRecord, TesseraError } from '../domain/errors.js';
import type { JobState, StepState } from './port.js';

/**
 * Brings the queue's own tables to the present version. They live in the catalog's file but count their versions
 * in a table of their own, since `PRAGMA user_version` is the catalog's.
 */
export function migrateQueue(connection: Database.Database): void {
  connection
    .transaction(() => {
      connection.exec('CREATE TABLE IF NOT EXISTS jobs_version (version INTEGER NOT NULL)');
      const version = (connection.prepare('SELECT version FROM jobs_version').pluck().get() as number) ?? 0;
      if (version > STEPS.length) {
        throw new TesseraError(
          'unavailable',
          `the jobs were written by a newer Tessera (version ${version})`,
          {
            hint: `This Tessera knows versions up to ${STEPS.length}: update it.`,
          },
        );
      }
      for (const step of STEPS.slice(version)) connection.exec(step);
      connection.exec('DELETE FROM jobs_version');
      connection.prepare('INSERT INTO jobs_version VALUES (?)').run(STEPS.length);
    })
    .immediate();
}

export const jobs = sqliteTable('jobs', {
  key: integer().primaryKey({ autoIncrement: true }),
  id: text().notNull(),
  kind: text().notNull(),
  state: text().$type<JobState>().notNull(),
  params: text({ mode: 'json' }).$type<unknown>(),
  actor: text().notNull(),
  createdAt: integer('created_at').notNull(),
  startedAt: integer('started_at'),
  finishedAt: integer('finished_at'),
  error: text({ mode: 'json' }).$type<ErrorRecord>(),
  progress: text({ mode: 'json' }).$type<Readonly<Record<string, number>>>().notNull(),
});

export const jobSteps = sqliteTable(
  'job_steps',
  {
    jobKey: integer('job_key').notNull(),
    seq: integer().notNull(),
    subject: text().notNull(),
    state: text().$type<StepState>().notNull(),
    attempts: integer().notNull(),
    result: text({ mode: 'json' }).$type<unknown>(),
    error: text({ mode: 'json' }).$type<ErrorRecord>(),
  },
  (table) => [primaryKey({ columns: [table.jobKey, table.seq] })],
);

/** A step that was released is never edited; a change is a new one. */
const STEPS: readonly string[] = [
  `CREATE TABLE jobs (
     key INTEGER PRIMARY KEY AUTOINCREMENT,
     id TEXT NOT NULL UNIQUE,
     kind TEXT NOT NULL,
     state TEXT NOT NULL,
     params TEXT,
     actor TEXT NOT NULL,
     created_at INTEGER NOT NULL,
     started_at INTEGER,
     finished_at INTEGER,
     error TEXT,
     progress TEXT NOT NULL
   );
   CREATE INDEX jobs_open ON jobs (key) WHERE state IN ('queued', 'running');
   CREATE TABLE job_steps (
     job_key INTEGER NOT NULL REFERENCES jobs (key),
     seq INTEGER NOT NULL,
     subject TEXT NOT NULL,
     state TEXT NOT NULL,
     attempts INTEGER NOT NULL,
     result TEXT,
     error TEXT,
     PRIMARY KEY (job_key, seq)
   );
   CREATE INDEX job_steps_by_state ON job_steps (job_key, state, seq);`,
];
