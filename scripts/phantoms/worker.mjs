import { parentPort } from 'node:worker_threads';
import sharp from 'sharp';
import { makePhantomSlide } from './slide.mjs';

// One slide is drawn by one thread; the encoder shares its core.
sharp.concurrency(1);

/** Draws the slide it is sent and answers with its name; errors end the thread and reach the caller. */
parentPort?.on('message', async ({ file, options }) => {
  await makePhantomSlide(file, options);
  parentPort?.postMessage(file);
});
