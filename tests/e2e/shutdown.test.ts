import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ask, cli, livingInGroup, scratch, serve, until } from '../support/house.js';
import { createHttp, type Http, type JobState } from '../support/http.js';
import { makeSmallArchive, type SmallSlide } from '../support/small-archive.js';

type Job = JobState & { progress: { tilesDone: number } };

/** A machine that is busy with other things as well needs longer than the few batches that are in the works. */
const ENDS_WITHIN_MS = 10_000;
const root = scratch();
const pictures = join(root, 'slides');
let made: SmallSlide[];

beforeAll(async () => {
  made = await makeSmallArchive(pictures, { slides: 6, sidePx: 900 });
});

/** A server in the middle of an ingest: some tiles are done, some are not. */
async function serveAndIngest(data: string) {
  const server = await serve(data, { TESSERA_SLIDE_FOLDERS: pictures });
  const api = createHttp(server.url);
  const job = await api.post<Job>('/ingests', { paths: [pictures] });
  await until('tiles are being embedded', async () => (await jobOf(api, job.id)).progress.tilesDone > 0);
  return { server, api, job };
}
const jobOf = (api: Http, id: string) => api.get<Job>(`/jobs/${id}`);

describe('a server that is told to end in the middle of its work', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    '%s: ends well and soon, and the next one goes on',
    async (signal) => {
      const data = join(root, signal);
      const { server, api, job } = await serveAndIngest(data);
      // Someone watches the job, someone looks at pictures: neither keeps the process.
      const shown = await api.walk<{ id: string }>('/slides', 10);
      const others = Promise.allSettled([
        fetch(api.at(`/jobs/${job.id}/events`)).then((response) => response.text()),
        ...shown.map(({ id }) => fetch(api.at(`/slides/${id}/thumbnail`))),
      ]);
      const began = performance.now();
      const outcome = await server.stop(signal);
      expect(outcome).toMatchObject({ code: 0, signal: null });
      expect(performance.now() - began).toBeLessThan(ENDS_WITHIN_MS);
      expect(outcome.stderr).not.toMatch(/\bat .*\.js:\d+|Error/);
      await others;
      expect(livingInGroup(server.child.pid!)).toEqual([]);

      const next = await serve(data);
      const after = createHttp(next.url);
      expect(await after.finished(job.id)).toMatchObject({
        state: 'done',
        steps: { total: made.length + 1, done: made.length + 1, failed: 0 },
      });
      const { slides } = await after.get<{
        slides: { status: string; tiles: { pending: number; indexed: number } }[];
      }>(`/ingests/${job.id}`);
      expect(slides.map(({ status }) => status)).toEqual(made.map(() => 'indexed'));
      expect(slides.every(({ tiles }) => tiles.pending === 0 && tiles.indexed > 0)).toBe(true);
      expect((await next.stop()).code).toBe(0);
      expect((await cli(['verify'], { data })).code).toBe(0);
    },
  );

  it('told twice, it ends all the same', async () => {
    const { server } = await serveAndIngest(join(root, 'twice'));
    const over = server.stop();
    server.child.kill('SIGTERM');
    const { code, signal } = await over;
    expect(code === 0 || signal === 'SIGTERM').toBe(true);
    await until('no worker is left', () => livingInGroup(server.child.pid!).length === 0, 10_000);
  });

  it('lets go of the data directory and says so by removing its address', async () => {
    const data = join(root, 'free');
    const server = await serve(data);
    expect((await server.stop()).code).toBe(0);
    expect((await ask<{ cases: number }>(['status'], { data })).cases).toBe(0);
  });

  it('ends when its port is taken, and leaves the data directory free', async () => {
    const server = await serve(join(root, 'first'));
    const port = new URL(server.url).port;
    const data = join(root, 'second');
    const { code, stdout } = await cli(['serve', '--port', port, '--json'], { data });
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      error: { tag: 'unavailable', hint: expect.stringMatching(/--port/) },
    });
    expect((await cli(['status'], { data })).code).toBe(0);
    await server.stop();
  });
});
