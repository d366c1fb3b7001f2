/**
 * A thread as the product has one, over a source that the test keeps in a file. `workerData`: { built: address of
 * the built src, folder, sourceFile, options }. A file named like the source with `.die` ends it at the next call.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';

const { built, folder, sourceFile, options } = workerData;
const { createVectorIndex } = await import(`${built}vectors/hnsw-index.js`);
const { serveIndex } = await import(`${built}vectors/thread.js`);
const { plainMatMul } = await import(`${built}vectors/mat-mul.js`);
const { MemorySource } = await import(`${built}vectors/testing/memory-source.js`);

function stored() {
  if (existsSync(`${sourceFile}.die`)) {
    if (readFileSync(`${sourceFile}.die`, 'utf8') === 'once') rmSync(`${sourceFile}.die`);
    process.exit(7);
  }
  return MemorySource.fromBytes(readFileSync(sourceFile));
}

const source = {
  spaces: () => stored().spaces(),
  head: (spaceId) => stored().head(spaceId),
  count: (spaceId) => stored().count(spaceId),
  places: (spaceId, slideKey) => stored().places(spaceId, slideKey),
  changes: (spaceId, after) => stored().changes(spaceId, after),
};
serveIndex(parentPort, createVectorIndex({ folder, source, matMul: plainMatMul, options }));
