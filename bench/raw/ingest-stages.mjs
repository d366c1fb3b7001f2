import { join } from 'node:path';
import { built, builtUrl } from '../built.mjs';
import { inScratch } from '../house.mjs';
import { computed, timed } from '../times.mjs';

const BATCH = 24;
const TILES = 2400;
const MESSAGES = 200;

/** ms a tile for laying and writing tiles with vectors of the real length into an empty catalog. */
export function measureBatches() {
  return inScratch(async (folder) => {
    const { openCatalog } = await import('../archive/open-catalog.mjs');
    const { catalog, addSlide, space } = await openCatalog(join(folder, 'tessera.db'), { dim: 128 });
    const slide = await addSlide(0);
    const [took] = await computed(async () => {
      const box = (i) => ({ x: i, y: 0, width: 224, height: 224, tissue: 1 });
      await catalog.tiles.plan(
        slide.key,
        space.id,
        Array.from({ length: TILES }, (_, i) => box(i)),
      );
      const places = await catalog.tiles.pending(slide.key, space.id, TILES);
      for (let at = 0; at < TILES; at += BATCH) {
        const tileIds = places.slice(at, at + BATCH).map(({ tileId }) => tileId);
        await catalog.tiles.commit(slide.key, space.id, {
          tileIds,
          tiles: tileIds.map(() => ({ status: 'indexed' })),
          vectors: new Uint16Array(tileIds.length * space.dim),
          dim: space.dim,
        });
      }
    });
    await catalog.close();
    return took / TILES;
  });
}

/** ms a tile for a task that does nothing: to a worker and back, shared among the tiles of a batch. */
export async function measureMessages(modelFolder) {
  const { createWorkerHost } = await built('jobs/worker-host.js');
  const workers = createWorkerHost({
    entry: builtUrl('workers/tile-worker.js'),
    size: 1,
    limits: { maxPicturePixels: 1e8 },
  });
  const nothing = () => workers.run('warm', { modelFolder }, { lane: 'query' });
  await nothing();
  const [took] = await timed(async () => {
    for (let i = 0; i < MESSAGES; i++) await nothing();
  });
  await workers.close();
  return took / MESSAGES / BATCH;
}
