import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, expect, it, vi } from 'vitest';
import { TesseraError } from '../domain/errors.js';
import type { JobQueue } from './port.js';
import { createJobRunner } from './runner.js';
import { createSqliteQueue } from './sqlite-queue.js';

const folder = mkdtempSync(join(tmpdir(), 'tessera-trouble-'));
afterAll(() => rmSync(folder, { recursive: true }));

const FULL = new TesseraError('unavailable', 'the disk is full');

/** A queue on a disk that is full from the `fullFrom`-th write of a step until `free` is called. */
function open(name: string, fullFrom: number) {
  const queue = createSqliteQueue(new Database(join(folder, name)));
  let [writes, isFree] = [0, false];
  const onDisk = <T>(write: () => Promise<T>): Promise<T> =>
    ++writes >= fullFrom && !isFree ? Promise.reject(FULL) : write();
  const tight: JobQueue = {
    ...queue,
    claim: (kinds) => onDisk(() => queue.claim(kinds)),
    finishStep: (...told) => onDisk(() => queue.finishStep(...told)),
  };
  const errors: unknown[] = [];
  const runs: string[] = [];
  const runner = createJobRunner({
    queue: tight,
    handlers: [
      { kind: 'work', waitsForOthers: () => false, runStep: async (_job, step) => runs.push(step.subject) },
    ],
    concurrency: 1,
    onError: (error) => errors.push(error),
    retryAfterMs: 5,
  });
  const free = () => {
    isFree = true;
  };
  const enqueue = () =>
    queue.enqueue({ kind: 'work', params: null, actor: 'test', subjects: ['a', 'b', 'c'] });
  return { queue, runner, errors, runs, free, enqueue };
}

it.each([1, 2, 3, 4, 5, 6])(
  'a disk that is full from write %i on holds a job up, and no step is lost or done twice',
  async (fullFrom) => {
    const { queue, runner, errors, runs, free, enqueue } = open(`${fullFrom}.db`, fullFrom);
    const { id } = await enqueue();
    runner.wake();
    await vi.waitUntil(() => runner.trouble());
    expect(runner.trouble()).toBe(FULL);
    expect((await queue.get(id))?.finishedAt).toBeUndefined();
    free();
    await vi.waitUntil(async () => (await queue.get(id))?.finishedAt);
    expect(runs).toEqual(['a', 'b', 'c']);
    expect((await queue.get(id))?.steps).toEqual({ total: 3, done: 3, failed: 0 });
    await vi.waitUntil(() => !runner.trouble());
    expect(errors, 'said once').toEqual([FULL]);
    await runner.close();
  },
);

it('ends at once while the disk is full; what was not told is done again at the next start', async () => {
  const { queue, runner, enqueue } = open('closing.db', 2);
  const { id } = await enqueue();
  runner.wake();
  await vi.waitUntil(() => runner.trouble());
  await runner.close();
  expect(await queue.recover()).toBe(1);
  expect((await queue.get(id))?.steps).toEqual({ total: 3, done: 0, failed: 0 });
});
