/**
 * Reads boxes and encodes them as JPEG, one after the other on one thread. Child process; argv: pixel limit.
 * Each message is a list of {path, box, size, quality}; the answer is the ms they took.
 */
import { built } from '../built.mjs';

const { decodeWithOneThread } = await built('slides/threads.js');
const { renderRegion } = await built('workers/tasks/render.js');
decodeWithOneThread();

process.on('message', async (pictures) => {
  const [start, before] = [performance.now(), process.cpuUsage()];
  let bytes = 0;
  for (const { path, box, size, quality } of pictures) {
    bytes += (await renderRegion({ source: { path }, box, size, quality })).jpeg.length;
  }
  const { user, system } = process.cpuUsage(before);
  process.send({ ms: performance.now() - start, computing: (user + system) / 1000, bytes });
});
process.on('disconnect', () => process.exit(0));
process.send('ready');
