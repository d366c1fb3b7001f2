/** The model alone, pixels to vector, one thread. Child process; argv: model folder, tiles. Answers tiles per second. */
import { built } from '../built.mjs';

const [, , modelFolder, count] = process.argv;
const { createOnnxEncoder } = await built('inference/onnx-encoder.js');
const { referenceTile } = await built('inference/reference-tile.js');

const encoder = await createOnnxEncoder(modelFolder, { threads: 1 });
const tile = referenceTile(1, encoder.manifest.scales[0].tilePx);
await encoder.embed([tile]);
process.once('message', async () => {
  const start = performance.now();
  for (let i = 0; i < Number(count); i++) await encoder.embed([tile]);
  process.send((1000 * Number(count)) / (performance.now() - start));
  await encoder.close();
  process.disconnect();
});
process.send('ready');
