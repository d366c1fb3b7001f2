import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeVectorIndex } from './contract.js';
import { createVectorIndex } from './hnsw-index.js';
import { plainMatMul } from './mat-mul.js';
import type { VectorIndexOptions } from './options.js';
import { graphIsDone } from './testing/graph-is-done.js';
import { MemorySource } from './testing/memory-source.js';

describeVectorIndex('the index that scans', () => inOneThread({}));

describeVectorIndex('the index while its graph is being built', () => {
  return inOneThread({ graphThreshold: 50, choose: () => 'graph', sliceMs: 1 });
});

describeVectorIndex('the index with a graph', async () => {
  const setting = await inOneThread({ graphThreshold: 50, choose: () => 'graph' });
  return {
    ...setting,
    open: async () => {
      const index = await setting.open();
      for (const { id } of setting.source.spaces()) await index.refresh(id);
      await graphIsDone(index);
      return index;
    },
  };
});

async function inOneThread(options: Partial<VectorIndexOptions>) {
  const folder = await mkdtemp(join(tmpdir(), 'tessera-vectors-'));
  const source = new MemorySource();
  return {
    source,
    open: async () => createVectorIndex({ folder, source, matMul: plainMatMul, options }),
    clean: () => rm(folder, { recursive: true }),
  };
}
