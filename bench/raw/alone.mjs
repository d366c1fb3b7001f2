/**
 * Decoding and embedding alone, one after the other on one thread: what every tile costs whoever does it.
 * Child process; argv: pixel limit (as tile workers get it), model folder. Each message is a list of slides;
 * the answer sums their seconds.
 */
import { built } from '../built.mjs';

const [, , , modelFolder] = process.argv;
const { decodeWithOneThread } = await built('slides/threads.js');
const { readCompleted } = await built('slides/complete.js');
const { judgeTile } = await built('slides/tissue/quality.js');
const { readerFor } = await built('workers/tasks/open-slides.js');
const { surveySlide } = await built('workers/tasks/survey.js');
const { inspectSlide } = await built('workers/tasks/inspect.js');
const { createOnnxEncoder } = await built('inference/onnx-encoder.js');
const { timed } = await import('../times.mjs');

decodeWithOneThread();
const encoder = await createOnnxEncoder(modelFolder, { threads: 1 });

/** Seconds of each stage over all tiles of a slide in all scales. */
async function takeSlide(path, found) {
  const source = { path };
  found.hash += (await timed(() => inspectSlide({ source, hash: true })))[0];
  const [surveyMs, { tiles }] = await timed(() => surveySlide({ source, scales: encoder.manifest.scales }));
  found.survey += surveyMs;
  const reader = await readerFor(source);
  for (const [i, scale] of encoder.manifest.scales.entries()) {
    const size = { width: scale.tilePx, height: scale.tilePx };
    for (const box of tiles[i]) await takeTile(reader, box, size, scale.mpp, found);
  }
}

async function takeTile(reader, box, size, mpp, found) {
  const [decodeMs, pixels] = await timed(() => readCompleted(reader, box, size));
  const [qualityMs, skipped] = await timed(() => judgeTile(pixels, mpp));
  found.decode += decodeMs;
  found.quality += qualityMs;
  found.tiles++;
  if (skipped) return;
  found.model += (await timed(() => encoder.embed([pixels])))[0];
  found.embedded++;
}

process.on('message', async (paths) => {
  const found = { tiles: 0, embedded: 0, decode: 0, quality: 0, model: 0, survey: 0, hash: 0 };
  const before = process.cpuUsage();
  for (const path of paths) await takeSlide(path, found);
  const { user, system } = process.cpuUsage(before);
  process.send({ ...found, computing: (user + system) / 1000 });
});
process.on('disconnect', () => process.exit(0));
process.send('ready');
