import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TesseraError } from '../domain/errors.js';
import { createVectorIndex } from './hnsw-index.js';
import { plainMatMul } from './mat-mul.js';
import { ClusteredVectors, seededRandom } from './testing/clustered-vectors.js';
import { graphIsDone } from './testing/graph-is-done.js';
import { MemorySource } from './testing/memory-source.js';

const BUILT = new URL(process.env.TESSERA_DIST ?? '../../dist/', import.meta.url);
const isBuilt = existsSync(new URL('vectors/testing/memory-source.js', BUILT));
const CHILD = fileURLToPath(new URL('testing/rebuild-for-ever.mjs', import.meta.url));
const OPTIONS = { graphThreshold: 100, buildEffort: 10, graphLinks: 4 };
const KILLS = 12;

describe.skipIf(!isBuilt)('a graph whose writing is killed', () => {
  const source = new MemorySource();
  let folder: string;
  let sourceFile: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tessera-kill-'));
    sourceFile = `${folder}.source`;
    source.open('space', 16);
    const ids = Array.from({ length: 1000 }, (_, i) => i + 1);
    source.add('space', 1, ids, new ClusteredVectors(16, 2).slide(1000));
    writeFileSync(sourceFile, source.toBytes());
  });

  afterAll(async () => {
    await rm(folder, { recursive: true });
    await rm(sourceFile);
  });

  it('is the old or the new one, at any moment', async () => {
    const random = seededRandom(9);
    let last = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const args = [CHILD, BUILT.href, folder, sourceFile, JSON.stringify(OPTIONS)];
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      await once(child.stdout, 'data');
      await setTimeout(random() * 150);
      child.kill('SIGKILL');
      await once(child, 'exit');
      const generation = await generationOnDisk();
      expect(generation).toBeGreaterThan(last);
      last = generation;
    }
  });

  /** Errors when what is on disk had to be thrown away. */
  async function generationOnDisk(): Promise<number> {
    const problems: TesseraError[] = [];
    const index = createVectorIndex({
      folder,
      source,
      matMul: plainMatMul,
      options: OPTIONS,
      onProblem: (error) => problems.push(error),
    });
    await index.refresh('space');
    await graphIsDone(index);
    const [status] = await index.status();
    await index.close();
    expect(problems).toEqual([]);
    expect(status).toMatchObject({ rows: 1000, graphRows: 1000 });
    return status!.generation;
  }
});
