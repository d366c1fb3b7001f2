import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { TesseraError } from '../domain/errors.js';
import type { JobHandler } from './port.js';
import { createJobRunner, type JobRunner } from './runner.js';
import { createSqliteQueue } from './sqlite-queue.js';

const folder = mkdtempSync(join(tmpdir(), 'tessera-runner-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;
let runner: JobRunner;
afterEach(() => runner.close());

/** A runner of an urgent and a background kind, whose steps end when they are told to. */
function open(concurrency: number) {
  const connection = new Database(join(folder, `${files++}.db`));
  const queue = createSqliteQueue(connection);
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const faults = new Map<string, (error: unknown) => void>();
  const handler = (kind: string, background: boolean): JobHandler => ({
    kind,
    background,
    waitsForOthers: (step) => step.subject === 'last',
    runStep: (_job, step, { signal }) =>
      new Promise<void>((resolve, reject) => {
        begun.push(`${kind} ${step.subject}`);
        ends.set(`${kind} ${step.subject}`, resolve);
        faults.set(`${kind} ${step.subject}`, reject);
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
  });
  const handlers = [handler('urgent', false), handler('background', true)];
  runner = createJobRunner({ queue, handlers, concurrency, onError: (error) => expect.fail(String(error)) });
  const enqueue = async (kind: string, ...subjects: string[]) => {
    const { id } = await queue.enqueue({ kind, params: null, actor: 'test', subjects });
    runner.wake();
    await settled();
    return id;
  };
  const end = async (name: string) => {
    ends.get(name)?.();
    await settled();
  };
  const fail = async (name: string) => {
    faults.get(name)?.(new TesseraError('damaged', 'no pixels'));
    await settled();
  };
  return { begun, enqueue, end, fail };
}

/** The runner has taken all that it can take: everything it waits for is done at once. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 50));

it('background work leaves a place for what someone waits for, and never holds it up', async () => {
  const { begun, enqueue, end } = open(3);
  await enqueue('background', 'a', 'b', 'c', 'd');
  expect(begun).toEqual(['background a', 'background b']);
  await enqueue('urgent', '1', '2', '3');
  expect(begun.slice(2)).toEqual(['urgent 1', 'urgent 2']);
  await end('background a');
  expect(begun.slice(4)).toEqual(['urgent 3']);
  await end('urgent 1');
  expect(begun.slice(5)).toEqual(['background c']);
});

it('background work goes on while urgent work fills every place', async () => {
  const { begun, enqueue, end } = open(2);
  await enqueue('urgent', '1', '2', '3', '4');
  await enqueue('background', 'a', 'b');
  expect(begun).toEqual(['urgent 1', 'urgent 2', 'background a']);
  await end('background a');
  expect(begun.slice(3)).toEqual(['background b']);
  await end('urgent 1');
  expect(begun.slice(4)).toEqual(['urgent 3']);
});

it('a background step that waits for the others of its job holds up its own line alone', async () => {
  const { begun, enqueue, end } = open(3);
  await enqueue('background', 'a', 'last');
  await enqueue('background', 'later');
  expect(begun).toEqual(['background a']);
  await enqueue('urgent', '1');
  expect(begun).toEqual(['background a', 'urgent 1']);
  await end('background a');
  expect(begun.slice(2)).toEqual(['background last', 'background later']);
});

it('a machine with one place does background work as well', async () => {
  const { begun, enqueue } = open(1);
  await enqueue('background', 'a');
  expect(begun).toEqual(['background a']);
});

describe('a job that is retried', () => {
  const again = async (id: string) => {
    await runner.retry(id);
    await settled();
  };

  it('looks at all steps again after those that had failed', async () => {
    const { begun, enqueue, end, fail } = open(3);
    const id = await enqueue('urgent', 'a', 'b', 'last');
    await fail('urgent a');
    await end('urgent b');
    await end('urgent last');
    await again(id);
    expect(begun.slice(3)).toEqual(['urgent a']);
    await end('urgent a');
    expect(begun.slice(4)).toEqual(['urgent last']);
  });

  it('does the last look alone when only that had failed, and nothing when nothing had', async () => {
    const { begun, enqueue, end, fail } = open(3);
    const id = await enqueue('urgent', 'a', 'last');
    await end('urgent a');
    await fail('urgent last');
    await again(id);
    expect(begun.slice(2)).toEqual(['urgent last']);
    await end('urgent last');
    await again(id);
    expect(begun).toHaveLength(3);
  });

  it('must be there', async () => {
    open(1);
    await expect(runner.retry('j_none')).rejects.toMatchObject({ tag: 'not-found' });
  });
});
