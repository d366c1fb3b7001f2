/**
 * Decoding and embedding alone, one after the other on one thread: what every tile costs whoever does it.
 * Child process; argv: pixel limit (as tile workers get it), model folder. Each message is a list of slides;
 * the answer sums what each stage took.
 */
import { utimesSync } from 'node:fs';
import { built } from '../built.mjs';
import { computed, timed } from '../times.mjs';

const [, , , modelFolder] = process.argv;
const { decodeWithOneThread } = await built('slides/threads.js');
const { readCompleted } = await built('slides/complete.js');
const { judgeTile } = await built('slides/tissue/quality.js');
const { readerFor } = await built('workers/tasks/open-slides.js');
const { surveySlide } = await built('workers/tasks/survey.js');
const { inspectSlide } = await built('workers/tasks/inspect.js');
const { createOnnxEncoder } = await built('inference/onnx-encoder.js');

decodeWithOneThread();
const encoder = await createOnnxEncoder(modelFolder, { threads: 1 });

/** Adds to `found` what each stage takes for all tiles of a slide in all scales: ms, and ms of computing. */
async function takeSlide(path, found) {
  const source = { path };
  await stage(found, 'hash', () => inspectSlide({ source, hash: true }));
  const { tiles } = await stage(found, 'survey', () =>
    surveySlide({ source, scales: encoder.manifest.scales }),
  );
  const reader = await readerFor(source);
  for (const [i, scale] of encoder.manifest.scales.entries()) {
    const size = { width: scale.tilePx, height: scale.tilePx };
    for (const box of tiles[i]) await takeTile(reader, box, size, scale.mpp, found);
  }
}

async function takeTile(reader, box, size, mpp, found) {
  const pixels = await stage(found, 'decode', () => readCompleted(reader, box, size));
  const skipped = await stage(found, 'quality', () => judgeTile(pixels, mpp));
  found.tiles++;
  if (skipped) return;
  await stage(found, 'model', () => encoder.embed([pixels]));
  found.embedded++;
}

async function stage(found, name, work) {
  const [took, [worked, value]] = await timed(() => computed(work));
  found[name] ??= { ms: 0, computing: 0 };
  found[name].ms += took;
  found[name].computing += worked;
  return value;
}

process.on('message', async (paths) => {
  const found = { tiles: 0, embedded: 0 };
  for (const path of paths) {
    // A slide that stays open keeps decoded pixels: a new time of change makes it another one.
    utimesSync(path, new Date(), new Date());
    await takeSlide(path, found);
  }
  process.send(found);
});
process.on('disconnect', () => process.exit(0));
process.send('ready');
