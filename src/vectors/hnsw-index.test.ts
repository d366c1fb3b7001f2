import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeVectorIndex } from './contract.js';
import { createVectorIndex } from './hnsw-index.js';
import { plainMatMul } from './mat-mul.js';
import { MemorySource } from './testing/memory-source.js';

describeVectorIndex('the index in its own thread, without a graph', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tessera-vectors-'));
  const source = new MemorySource();
  return {
    source,
    open: async () => createVectorIndex({ folder, source, matMul: plainMatMul }),
    clean: () => rm(folder, { recursive: true }),
  };
});
