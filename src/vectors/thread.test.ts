import { existsSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TesseraError } from '../domain/errors.js';
import { describeVectorIndex } from './contract.js';
import type { VectorIndexOptions } from './options.js';
import type { VectorIndex } from './port.js';
import { ClusteredVectors } from './testing/clustered-vectors.js';
import { graphIsDone } from './testing/graph-is-done.js';
import { MemorySource } from './testing/memory-source.js';
import { createIndexThread, type IndexThreadOptions } from './thread.js';

// Threads run built files; where there are none yet (an editor's first run) there is nothing to start.
const BUILT = new URL(process.env.TESSERA_DIST ?? '../../dist/', import.meta.url);
const isBuilt = existsSync(new URL('vectors/testing/memory-source.js', BUILT));
const ENTRY = new URL('testing/index-entry.mjs', import.meta.url);

type Setting = {
  readonly source: MemorySource;
  readonly sourceFile: string;
  open(options?: Partial<IndexThreadOptions>): Promise<VectorIndex>;
  clean(): Promise<void>;
};

async function inThread(options: Partial<VectorIndexOptions> = {}): Promise<Setting> {
  const folder = await mkdtemp(join(tmpdir(), 'tessera-thread-'));
  const sourceFile = join(folder, 'source');
  const source = new MemorySource();
  source.changed = () => writeFileSync(sourceFile, source.toBytes());
  // Only what can be copied to a thread.
  const workerData = { built: BUILT.href, folder: join(folder, 'graphs'), sourceFile, options };
  return {
    source,
    sourceFile,
    open: async (more = {}) => createIndexThread({ entry: ENTRY, workerData, ...more }),
    clean: () => rm(folder, { recursive: true }),
  };
}

describe.skipIf(!isBuilt)('in a thread', () => {
  describeVectorIndex('the index in a thread', () => inThread());
});

describe.skipIf(!isBuilt)('the index thread', () => {
  const SPACE = 'space';
  const DIM = 32;
  const clusters = new ClusteredVectors(DIM, 5);
  let setting: Setting;
  let index: VectorIndex;

  beforeEach(async () => {
    setting = await inThread({ graphThreshold: 500 });
    setting.source.open(SPACE, DIM);
    for (let slideKey = 1; slideKey <= 10; slideKey++) {
      const ids = Array.from({ length: 200 }, (_, i) => slideKey * 1000 + i);
      setting.source.add(SPACE, slideKey, ids, clusters.slide(200));
    }
  });

  afterEach(async () => {
    await index.close();
    await setting.clean();
  });

  const ask = () => index.search(SPACE, { queries: clusters.slide(1), k: 5 });
  const die = (when: 'once' | 'always') => writeFileSync(`${setting.sourceFile}.die`, when);

  it('takes over when a thread dies, and says so to who was waiting', async () => {
    const crashes: TesseraError[] = [];
    index = await setting.open({ onCrash: (error) => crashes.push(error) });
    expect((await ask()).tileIds).toHaveLength(5);
    die('once');
    const waiting = await Promise.allSettled([index.refresh(SPACE), ask(), index.status()]);
    expect(waiting.some(({ status }) => status === 'rejected')).toBe(true);
    for (const call of waiting) {
      if (call.status === 'rejected') expect(call.reason).toMatchObject({ tag: 'unavailable' });
    }
    expect((await ask()).tileIds).toHaveLength(5);
    expect(crashes.map(({ details }) => details)).toEqual([{ reason: 'exit code 7' }]);
  });

  it('stays down when the second thread dies too', async () => {
    index = await setting.open();
    die('always');
    for (let i = 0; i < 3; i++) await expect(ask()).rejects.toMatchObject({ tag: 'unavailable' });
    await index.close();
  });

  it('is unavailable when its entry cannot start', async () => {
    index = await setting.open({ entry: new URL('testing/nothing-here.mjs', import.meta.url) });
    await expect(ask()).rejects.toMatchObject({ tag: 'unavailable' });
  });

  it('closes once, after the graph is written, and answers nothing afterwards', async () => {
    index = await setting.open();
    await index.refresh(SPACE);
    await graphIsDone(index);
    await Promise.all([index.close(), index.close()]);
    await expect(ask()).rejects.toMatchObject({ tag: 'unavailable' });
    index = await setting.open();
    await index.refresh(SPACE);
    await graphIsDone(index);
    expect((await index.status())[0]).toMatchObject({ graphRows: 2000, generation: 1 });
  });

  it('does not hold up the thread that asks', async () => {
    index = await setting.open();
    await index.refresh(SPACE);
    let turns = 0;
    let going = true;
    const turn = () => {
      turns++;
      if (going) setImmediate(turn);
    };
    turn();
    await index.rebuild(SPACE);
    going = false;
    // An index in this thread takes a turn per slice of its work: some dozens.
    expect(turns).toBeGreaterThan(1000);
  });
});
