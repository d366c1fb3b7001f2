import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { createWorkerHost } from '../../src/jobs/worker-host.js';
import { drawSmallSlide } from '../support/small-archive.js';

const root = resolve(import.meta.dirname, '../..');
const entry = join(root, 'dist/workers/tile-worker.js');
const folder = mkdtempSync(join(tmpdir(), 'tessera-weights-'));
const model = join(folder, 'model');
const slide = join(folder, 'slide.tif');
const limits = { maxPicturePixels: 1e8 };
const workers = createWorkerHost({ entry: pathToFileURL(entry), size: 1, limits });
afterAll(async () => {
  await workers.close();
  rmSync(folder, { recursive: true });
});

/** Puts the files of a real model into the folder, as an update would; answers their hash. */
function put(id: string): string {
  cpSync(join(root, 'models', id), model, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(model, 'model.json'), 'utf8')) as { sha256: string };
  writeFileSync(join(model, 'model.json'), JSON.stringify({ ...manifest, id: 'model' }));
  return manifest.sha256;
}

function embed(modelSha256: string) {
  const boxes = [{ x: 0, y: 0, width: 224, height: 224 }];
  const source = { path: slide, mpp: undefined };
  const scale = { mpp: 0.5, tilePx: 224 };
  const request = { source, modelFolder: model, modelSha256, scale, boxes, checkQuality: false };
  return workers.run('embed', request, { lane: 'ingest' });
}

// The archive names vectors after the weights it knows; what runs in a worker must be those very weights.
it.skipIf(!existsSync(entry))(
  'a worker never gives vectors of other weights than it was asked for',
  async () => {
    await drawSmallSlide(slide, { pattern: 'crypts', site: 'lake', seed: 'weights', sidePx: 300 });
    const refused = { tag: 'model-refused' };
    const first = put('stain-texture');
    const before = await embed(first);
    await expect(embed('0'.repeat(64))).rejects.toMatchObject(refused);
    const second = put('tessera-s');
    const after = await embed(second);
    expect(after.vectors).not.toEqual(before.vectors);
    await expect(embed(first)).rejects.toMatchObject(refused);
    expect(await embed(second)).toEqual(after);
  },
  120_000,
);
