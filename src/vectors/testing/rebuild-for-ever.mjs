/** Writes one generation of a graph after the other until it is killed. Arguments: address of the built src, folder, source file, options. */
import { readFileSync } from 'node:fs';

const [built, folder, sourceFile, options] = process.argv.slice(2);
const { createVectorIndex } = await import(`${built}vectors/hnsw-index.js`);
const { plainMatMul } = await import(`${built}vectors/mat-mul.js`);
const { MemorySource } = await import(`${built}vectors/testing/memory-source.js`);

const source = MemorySource.fromBytes(readFileSync(sourceFile));
const index = createVectorIndex({ folder, source, matMul: plainMatMul, options: JSON.parse(options) });
const [space] = source.spaces();
await index.refresh(space.id);
for (;;) {
  await index.rebuild();
  process.stdout.write('.');
}
