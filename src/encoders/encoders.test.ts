import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { TesseraError } from '../domain/errors.js';
import type { ModelManifest } from '../domain/models.js';
import type { ModelShelf, StagedModel, ThreadMemory } from '../inference/port.js';
import { createThreadMemory } from '../inference/thread-memory.js';
import type { TileWorkers } from '../jobs/port.js';
import { addEncoder } from './add-encoder.js';
import { measureThreads } from './measure-threads.js';
import type { EncoderParts } from './parts.js';
import { threadPlan, withThreads } from './thread-plan.js';

const manifest = { id: 'big', sha256: 'ab'.repeat(32) } as ModelManifest;
const GIB = 2 ** 30;

let file: string;
let told: { kind: string; threads?: number | undefined }[];
beforeEach(async () => {
  file = path.join(await mkdtemp(path.join(tmpdir(), 'tessera-threads-')), 'models', 'threads.json');
  told = [];
});

type World = {
  workers?: number;
  threads?: number | undefined;
  bytes?: number;
  /** Tiles that one worker does in a second with so many threads, in this round. */
  speed?: (threads: number, round: number) => number;
  check?: () => Promise<unknown>;
  staged?: Partial<StagedModel>;
};

/** A machine with 16 GB on which encoders are as fast as a test says. */
function world({ workers: size = 4, threads, bytes = 1000, speed = () => 10, ...rest }: World = {}) {
  const rounds = new Map<number, number>();
  const workers = {
    size,
    close: async () => {},
    async run(kind: string, request: { threads?: number }) {
      told.push({ kind, threads: request.threads });
      if (kind === 'check') return (await rest.check?.()) ?? { tilePx: 224, vectors: [[1, 0]] };
      if (kind !== 'time') return {};
      const count = request.threads ?? 0;
      const calls = rounds.get(count) ?? 0;
      rounds.set(count, calls + 1);
      const round = Math.floor(calls / Math.max(1, Math.floor(size / count)));
      return { tiles: speed(count, round), startedAt: 0, endedAt: 1000 };
    },
  } as unknown as TileWorkers;
  const staged = {
    manifest,
    folder: '/staged',
    isKnown: false,
    keep: async () => {},
    discard: async () => {},
  };
  const shelf = {
    open: async () => ({ manifest, folder: '/models/big' }),
    bytes: async () => bytes,
    stage: async () => ({ ...staged, ...rest.staged }),
  } as unknown as ModelShelf;
  const audited: unknown[] = [];
  const audit = { write: async (entry: unknown) => void audited.push(entry) };
  const machine = { cores: size, workers: size, memoryBytes: 16 * GIB, providers: ['cpu'], threads };
  const memory: ThreadMemory = createThreadMemory(file);
  const parts = { shelf, workers, threads: memory, machine, catalog: { audit } } as unknown as EncoderParts;
  return { parts, audited };
}

describe('measuring threads', () => {
  it('tries one thread in every worker up to all threads in one, with the model open before the clock runs', async () => {
    const { parts } = world();
    await measureThreads(parts, 'big');
    const kinds = (threads: number) => told.filter((one) => one.threads === threads).map(({ kind }) => kind);
    expect([...new Set(told.map(({ threads }) => threads))]).toEqual([1, 2, 4]);
    expect(kinds(1).slice(0, 5)).toEqual(['warm', 'warm', 'warm', 'warm', 'time']);
    expect(kinds(2).filter((kind) => kind === 'warm')).toHaveLength(2);
    expect(kinds(4).filter((kind) => kind === 'warm')).toHaveLength(1);
  });

  it('chooses what does most tiles together, and remembers it', async () => {
    const { parts } = world({ speed: (threads) => ({ 1: 10, 2: 30, 4: 50 })[threads]! });
    expect(await measureThreads(parts, 'big')).toEqual([
      { threads: 2, workers: 2, tilesPerSecond: 60 },
      { threads: 1, workers: 4, tilesPerSecond: 40 },
      { threads: 4, workers: 1, tilesPerSecond: 50 },
    ]);
    expect(await threadPlan(parts, manifest)).toEqual({ threads: 2, workers: 2, from: 'measured' });
    const again = world().parts;
    expect(await threadPlan(again, manifest)).toEqual({ threads: 2, workers: 2, from: 'measured' });
    expect((await threadPlan(again, { id: 'big', sha256: 'cd'.repeat(32) })).from).toBe('default');
  });

  it('keeps one thread where more of them gain less than two runs of the same differ by', async () => {
    const { parts } = world({ speed: (threads) => 10 * threads * 1.04 ** Math.log2(threads) });
    expect((await measureThreads(parts, 'big'))[0]!.threads).toBe(1);
  });

  it('takes the best of its rounds: other work on the machine only ever slows it down', async () => {
    const busyAtFirst = (threads: number, round: number) => (threads === 1 && round === 0 ? 1 : 10);
    const { parts } = world({ speed: busyAtFirst });
    const trials = await measureThreads(parts, 'big');
    expect(trials[0]).toEqual({ threads: 1, workers: 4, tilesPerSecond: 40 });
  });

  it('does not try ways for which memory does not hold enough copies of the model', async () => {
    const trials = await measureThreads(world({ bytes: 3 * GIB }).parts, 'big');
    expect(trials.map(({ workers }) => workers)).toEqual([1]);
    await expect(measureThreads(world({ bytes: 6 * GIB }).parts, 'big')).rejects.toMatchObject({
      tag: 'unavailable',
      message: expect.stringMatching(/more memory/),
    });
  });

  it('forgets nothing of other models, and takes a damaged memory for none', async () => {
    const { parts } = world({ workers: 2 });
    await measureThreads(parts, 'big');
    const other = { ...parts.machine, modelSha256: 'ef'.repeat(32) };
    await parts.threads.remember(other, [{ threads: 2, workers: 1, tilesPerSecond: 3 }]);
    expect(Object.keys(JSON.parse(await readFile(file, 'utf8')))).toHaveLength(2);
    for (const damage of ['{"broken', '[]', '7', JSON.stringify({ x: [{ threads: 'many' }] })]) {
      await writeFile(file, damage);
      expect((await threadPlan(world({ workers: 2 }).parts, manifest)).from).toBe('default');
    }
    await measureThreads(world({ workers: 2 }).parts, 'big');
    expect((await threadPlan(world({ workers: 2 }).parts, manifest)).from).toBe('measured');
  });
});

describe('the plan of threads', () => {
  it('is one thread per worker where nothing is known of this machine', async () => {
    await measureThreads(world({ workers: 8, speed: (threads) => threads ** 2 }).parts, 'big');
    const elsewhere = world({ workers: 4 }).parts;
    expect(await threadPlan(elsewhere, manifest)).toEqual({ threads: 1, workers: 4, from: 'default' });
  });

  it('gives a model that is too large for a copy in every worker to fewer of them', async () => {
    const plan = (bytes: number) => threadPlan(world({ bytes }).parts, manifest);
    expect(await plan(2 * GIB)).toEqual({ threads: 2, workers: 2, from: 'default' });
    expect(await plan(4 * GIB)).toEqual({ threads: 4, workers: 1, from: 'default' });
    expect(await plan(40 * GIB)).toEqual({ threads: 4, workers: 1, from: 'default' });
  });

  it('is what is configured before what was measured, and never more threads than workers', async () => {
    await measureThreads(world({ speed: (threads) => threads ** 2 }).parts, 'big');
    const plan = async (threads: number) => threadPlan(world({ threads }).parts, manifest);
    expect(await plan(1)).toEqual({ threads: 1, workers: 4, from: 'setting' });
    expect(await plan(3)).toEqual({ threads: 3, workers: 1, from: 'setting' });
    expect(await plan(64)).toEqual({ threads: 4, workers: 1, from: 'setting' });
  });

  it('goes with every task that uses a model, unless the task says its own', async () => {
    const { parts } = world();
    const workers = withThreads(parts.workers, async (folder) => (folder === '/models/big' ? 2 : 1));
    const lane = { lane: 'ingest' } as const;
    await workers.run('warm', { modelFolder: '/models/big' }, lane);
    await workers.run('warm', { modelFolder: '/models/small' }, lane);
    await workers.run('time', { modelFolder: '/models/big', threads: 4, forMs: 1 }, lane);
    await workers.run('providers', {}, lane);
    expect(told).toEqual([
      { kind: 'warm', threads: 2 },
      { kind: 'warm', threads: 1 },
      { kind: 'time', threads: 4 },
      { kind: 'providers', threads: undefined },
    ]);
  });
});

describe('adding an encoder', () => {
  const calls = () => {
    const made: string[] = [];
    const staged = {
      keep: async (tilePx: number, vectors: readonly unknown[]) =>
        void made.push(`keep ${tilePx} ${vectors.length}`),
      discard: async () => void made.push('discard'),
    };
    return { made, staged };
  };

  it('runs it in a worker before it is kept, and writes down who did it', async () => {
    const { made, staged } = calls();
    const { parts, audited } = world({ staged });
    expect(await addEncoder(parts, { path: '/x.onnx' }, 'terminal')).toEqual({ manifest, isKnown: false });
    expect(told.map(({ kind }) => kind)).toEqual(['check']);
    expect(made).toEqual(['keep 224 1']);
    expect(audited).toMatchObject([{ actor: 'terminal', action: 'add-model', subject: 'big' }]);
  });

  it('gives up one that does not run, even one that ends its worker', async () => {
    const { made, staged } = calls();
    const crash = new TesseraError('worker-crashed', 'The process ended.');
    const { parts, audited } = world({ staged, check: () => Promise.reject(crash) });
    await expect(addEncoder(parts, { path: '/x.onnx' }, 'terminal')).rejects.toBe(crash);
    expect(made).toEqual(['discard']);
    expect(audited).toEqual([]);
  });

  it('does nothing for one that is here already', async () => {
    const { made, staged } = calls();
    const { parts, audited } = world({ staged: { ...staged, isKnown: true } });
    expect(await addEncoder(parts, { path: '/x.onnx' }, 'terminal')).toEqual({ manifest, isKnown: true });
    expect(told).toEqual([]);
    expect(made).toEqual(['discard']);
    expect(audited).toEqual([]);
  });
});
