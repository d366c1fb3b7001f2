import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { getTableConfig } from 'drizzle-orm/sqlite-core';
import { afterAll, describe, expect, it } from 'vitest';
import { describeJobQueue } from './contract.js';
import { jobSteps, jobs } from './queue-tables.js';
import { createSqliteQueue } from './sqlite-queue.js';

describe('the queue in SQLite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tessera-queue-'));
  const opened: Database.Database[] = [];
  let files = 0;
  function open(file = `${files++}.db`): Database.Database {
    const connection = new Database(join(folder, file));
    connection.pragma('journal_mode = WAL');
    opened.push(connection);
    return connection;
  }
  afterAll(() => {
    for (const connection of opened) connection.close();
    rmSync(folder, { recursive: true });
  });

  describeJobQueue(async () => {
    let time = 1000;
    return createSqliteQueue(open(), { now: () => time++ });
  });

  it('is there again when the file is opened again', async () => {
    const { id } = await createSqliteQueue(open('kept.db')).enqueue({
      kind: 'ingest',
      params: {},
      actor: 'local',
      subjects: ['a'],
    });
    const again = createSqliteQueue(open('kept.db'));
    expect(await again.get(id)).toMatchObject({ state: 'queued' });
  });

  it('gives a step to one of two processes', async () => {
    const queues = [createSqliteQueue(open('shared.db')), createSqliteQueue(open('shared.db'))];
    const subjects = Array.from({ length: 40 }, (_, index) => `slide ${index}`);
    await queues[0]!.enqueue({ kind: 'ingest', params: {}, actor: 'local', subjects });
    const taken = await Promise.all(subjects.map((_, index) => queues[index % 2]!.claim(['ingest'])));
    expect(new Set(taken.map((next) => next!.step.subject)).size).toBe(40);
  });

  it('refuses tables of a newer version', () => {
    const connection = open();
    createSqliteQueue(connection);
    connection.exec('UPDATE jobs_version SET version = 99');
    expect(() => createSqliteQueue(connection)).toThrow(expect.objectContaining({ tag: 'unavailable' }));
  });

  it('says in a word that its file cannot be written', async () => {
    const connection = open();
    const queue = createSqliteQueue(connection);
    connection.pragma('query_only = ON');
    const job = { kind: 'ingest', params: {}, actor: 'local', subjects: [] };
    await expect(queue.enqueue(job)).rejects.toMatchObject({ tag: 'unavailable' });
  });

  it('has the tables that its queries are typed by', () => {
    const connection = open();
    createSqliteQueue(connection);
    for (const table of [jobs, jobSteps]) {
      const { name, columns } = getTableConfig(table);
      const there = connection.pragma(`table_info(${name})`) as {
        name: string;
        notnull: number;
        pk: number;
      }[];
      expect(columns.map((column) => column.name)).toEqual(there.map((column) => column.name));
    }
  });
});
