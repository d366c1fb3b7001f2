/**
 * People at work: questions and Deep Zoom tiles, over HTTP, for as long as it is told. Child process; argv: pixel
 * limit (not used). Message: {url, ms, questions, tiles}; the answer counts what was asked.
 */
import { timed } from '../times.mjs';

process.on('message', async ({ url, durationMs, questions, tiles }) => {
  const until = performance.now() + durationMs;
  const counts = { searches: 0, tiles: 0, searchMs: [], failed: 0 };
  const post = (body) =>
    fetch(`${url}/api/v1/searches`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
  const drain = async (response) => {
    await response.arrayBuffer();
    if (!response.ok) counts.failed++;
  };
  const ask = async () => {
    while (performance.now() < until) {
      const body = questions[counts.searches++ % questions.length];
      counts.searchMs.push((await timed(async () => drain(await post(body))))[0]);
    }
  };
  const look = async () => {
    while (performance.now() < until)
      await drain(await fetch(`${url}${tiles[counts.tiles++ % tiles.length]}`));
  };
  await Promise.all([ask(), look(), look()]);
  process.send(counts);
});
process.on('disconnect', () => process.exit(0));
process.send('ready');
