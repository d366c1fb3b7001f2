import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { Lane, TileWorkers } from './port.js';
import { createWorkerHost } from './worker-host.js';

const folder = mkdtempSync(join(tmpdir(), 'tessera-workers-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A worker that does what the "path" says: the host knows nothing of slides. */
const entry = join(folder, 'worker.mjs');
writeFileSync(
  entry,
  `let served = 0;
process.on('message', async ({ id, request }) => {
  served += 1;
  const { path } = request.source;
  if (path === 'crash') process.kill(process.pid, 'SIGSEGV');
  if (path === 'hang') for (;;) {}
  if (path === 'hoard') {
    globalThis.hoard = Buffer.alloc(400 * 2 ** 20, 1);
    return;
  }
  if (path === 'refuse') return process.send({ id, error: { tag: 'damaged', message: 'bad pixels' } });
  if (path.startsWith('sleep')) await new Promise((done) => setTimeout(done, Number(path.slice(5))));
  process.send({ id, answer: { pid: process.pid, served, path, pixels: process.argv[2] } });
});
process.on('disconnect', () => process.exit(0));
`,
);

type Answer = { pid: number; served: number; path: string; pixels: string };

let host: TileWorkers;
afterEach(() => host.close());

function open(size: number, limits: { taskTimeoutMs?: number; memoryBytes?: number } = {}): void {
  host = createWorkerHost({ entry: pathToFileURL(entry), size, limits: { maxPicturePixels: 77, ...limits } });
}

function run(path: string, lane: Lane = 'ingest', signal?: AbortSignal, threads?: number): Promise<Answer> {
  const request = { source: { path }, hash: false, threads };
  return host.run('inspect', request, { lane, signal }) as unknown as Promise<Answer>;
}

describe('tile workers', () => {
  it('run tasks in other processes, which keep their state, and hand them their limits', async () => {
    open(1);
    const [first, second] = [await run('a'), await run('b')];
    expect(first.pid).not.toBe(process.pid);
    expect(second).toEqual({ pid: first.pid, served: 2, path: 'b', pixels: '77' });
  });

  it('answer a crash as one failed task and go on with a new process', async () => {
    open(1);
    const before = await run('a');
    await expect(run('crash')).rejects.toMatchObject({
      tag: 'worker-crashed',
      details: { signal: 'SIGSEGV' },
    });
    const after = await run('a');
    expect(after.pid).not.toBe(before.pid);
    expect(after.served).toBe(1);
  });

  it('lose nothing that waits behind a crash', async () => {
    open(1);
    const [crashed, ...others] = await Promise.allSettled([run('crash'), run('a'), run('b'), run('c')]);
    expect(crashed?.status).toBe('rejected');
    expect(others.map((one) => one.status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
  });

  it('stay with their slide while an ingest has tiles of it, and share what is left', async () => {
    open(2);
    const slides = ['sleep20', 'sleep21', 'sleep22'];
    const answers = await Promise.all([...slides, ...slides, ...slides, ...slides].map((path) => run(path)));
    const pids = [...new Set(answers.map(({ pid }) => pid))];
    // How many tiles each gets is a matter of the machine's load; that none goes back and forth is not.
    const ways = pids.map((pid) => {
      const own = answers.filter((answer) => answer.pid === pid).sort((x, y) => x.served - y.served);
      return own.map(({ path }) => path).filter((path, i, all) => path !== all[i - 1]);
    });
    for (const way of ways) expect(new Set(way).size).toBe(way.length);
    expect(new Set(ways.map(([first]) => first)).size).toBe(2);
    expect(answers.map(({ path }) => path)).toEqual([...slides, ...slides, ...slides, ...slides]);
  });

  it('both work on a slide that is the only one', async () => {
    open(2);
    const answers = await Promise.all(['sleep20', 'sleep20', 'sleep20', 'sleep20'].map((path) => run(path)));
    expect(new Set(answers.map(({ pid }) => pid)).size).toBe(2);
  });

  it('stop a task that takes too long', async () => {
    // Long enough for a new process to start on a busy machine.
    open(1, { taskTimeoutMs: 4_000 });
    await expect(run('hang')).rejects.toMatchObject({ tag: 'timeout' });
    expect((await run('a')).path).toBe('a');
  });

  it.skipIf(process.platform !== 'linux')('stop a task that takes too much memory', async () => {
    open(1, { memoryBytes: 300 * 2 ** 20 });
    await expect(run('hoard')).rejects.toMatchObject({ tag: 'too-large' });
  });

  it('pass on what a task says is wrong', async () => {
    open(1);
    await expect(run('refuse')).rejects.toMatchObject({ tag: 'damaged', message: 'bad pixels' });
  });

  it('never let a question or a view wait behind ingest', async () => {
    open(1);
    const order: string[] = [];
    const note = (name: string) => (answer: Answer) => {
      order.push(name);
      return answer;
    };
    await run('started', 'query');
    const slow = run('sleep1500').then(note('first ingest'));
    const behind = run('a').then(note('second ingest'));
    await Promise.all([run('b', 'view').then(note('view')), run('c', 'query').then(note('query'))]);
    expect(order).not.toContain('second ingest');
    await Promise.all([slow, behind]);
    expect(order.at(-1)).toBe('second ingest');
  });

  it('do background work last, however early it came', async () => {
    open(1);
    const order: string[] = [];
    const tasks = (['sleep300', 'a', 'b'] as const).map((path) => run(path, 'background'));
    const late = (['c', 'd'] as const).map((path) => run(path, 'ingest'));
    for (const task of [...tasks, ...late]) void task.then(({ path }) => order.push(path));
    await Promise.all([...tasks, ...late]);
    expect(order).toEqual(['sleep300', 'c', 'd', 'a', 'b']);
  });

  it('do some background work also while ingest never ends', async () => {
    open(1);
    let going = true;
    let ingested = 0;
    const stream = async () => {
      while (going) {
        await run('a');
        ingested += 1;
      }
    };
    // Two at a time: one is always waiting.
    const streams = [stream(), stream()];
    await run('b', 'background');
    const before = ingested;
    await run('b', 'background');
    going = false;
    await Promise.all(streams);
    expect(ingested - before).toBeGreaterThan(3);
  });

  it('drop a waiting task that nobody wants any more', async () => {
    open(1);
    const stop = new AbortController();
    const [busy, waiting] = [run('sleep200'), run('a', 'ingest', stop.signal)];
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ tag: 'cancelled' });
    await busy;
  });

  it('refuse work after closing, and leave no process behind', async () => {
    open(2);
    const { pid } = await run('a');
    await host.close();
    await expect(run('a')).rejects.toMatchObject({ tag: 'unavailable' });
    expect(() => process.kill(pid, 0)).toThrow();
  });

  it('give tasks with several threads only so many workers that every core has one thread', async () => {
    open(3);
    const pids = async (threads: number) => {
      const answers = await Promise.all(
        [1, 2, 3].map((n) => run(`sleep40${n}`, 'ingest', undefined, threads)),
      );
      return new Set(answers.map(({ pid }) => pid)).size;
    };
    expect(await pids(1)).toBe(3);
    expect(await pids(2)).toBe(1);
    // More threads than there are workers: as many as there are.
    expect(await pids(64)).toBe(1);
    // One with a single thread does not wait behind them.
    const heavy = run('sleep900', 'ingest', undefined, 3);
    const waiting = run('sleep1', 'ingest', undefined, 3);
    const light = await run('light', 'ingest');
    expect((await heavy).pid).not.toBe(light.pid);
    expect((await waiting).pid).toBe((await heavy).pid);
  });
});
