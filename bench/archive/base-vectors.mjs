import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { built, builtUrl, once } from '../built.mjs';

const BATCH = 24;

/**
 * Vectors of the tiles of some slides in the finest scale of a model: what made-up vectors are made of, so that
 * real questions meet an archive of their own kind. Per slide a Float32Array, a row per tile.
 */
export async function baseVectors(modelFolder, files) {
  const { readModel } = await built('inference/read-models.js');
  const manifest = await readModel(modelFolder);
  const key = `vectors-${basename(modelFolder)}-${manifest.sha256.slice(0, 8)}-${files.length}`;
  const folder = await once(key, async (made) => {
    const slides = await embedAll(modelFolder, manifest, files);
    slides.forEach((vectors, i) => {
      writeFileSync(join(made, `${i}.f32`), new Uint8Array(vectors.buffer));
    });
  });
  return files.map((_, i) => {
    const bytes = readFileSync(join(folder, `${i}.f32`));
    return new Float32Array(Uint8Array.from(bytes).buffer);
  });
}

async function embedAll(modelFolder, manifest, files) {
  const { createWorkerHost } = await built('jobs/worker-host.js');
  const scale = manifest.scales.toSorted((a, b) => a.mpp - b.mpp)[0];
  const workers = createWorkerHost({
    entry: builtUrl('workers/tile-worker.js'),
    limits: { maxPicturePixels: 2e8 },
  });
  const slides = [];
  for (const path of files) slides.push(await embedSlide(workers, { modelFolder, scale, path }));
  await workers.close();
  return slides;
}

async function embedSlide(workers, { modelFolder, scale, path }) {
  const { decodeFloat16 } = await built('domain/float16.js');
  const source = { path };
  const { tiles } = await workers.run('survey', { source, scales: [scale] }, { lane: 'ingest' });
  const batches = Array.from({ length: Math.ceil(tiles[0].length / BATCH) }, (_, i) =>
    tiles[0].slice(i * BATCH, (i + 1) * BATCH),
  );
  const answers = await Promise.all(
    batches.map((boxes) =>
      workers.run('embed', { source, modelFolder, scale, boxes, checkQuality: true }, { lane: 'ingest' }),
    ),
  );
  const rows = answers.map(({ vectors }) => decodeFloat16(vectors));
  return Float32Array.from(rows.flatMap((part) => Array.from(part)));
}
