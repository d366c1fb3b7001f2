import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SearchAnswer } from '../../src/api/schemas/search.js';
import { ask, cli, ended, killGroup, type Server, scratch, serve, start, until } from '../support/house.js';
import { createHttp, type Http, type JobState } from '../support/http.js';
import { repeat } from '../support/repeat.js';
import { makeSmallArchive, type SmallSlide } from '../support/small-archive.js';

type Slide = { readonly id: string; readonly name: string; readonly width: number };
type Report = { slides: { name: string; status: string; known: boolean }[] };

const REGION = { x: 60, y: 80, width: 300, height: 280 };
const root = scratch();
const data = join(root, 'data');
const firstFolder = join(root, 'first');
const moreFolder = join(root, 'more');
let made: SmallSlide[];
let server: Server;
let api: Http;

beforeAll(async () => {
  made = await makeSmallArchive(firstFolder, { slides: 8, sidePx: 600 });
  await ask(['ingest', firstFolder, '--cases', join(firstFolder, 'cases.csv')], { data });
  await makeSmallArchive(moreFolder, { slides: 6, sidePx: 1000, prefix: 'more' });
  server = await serve(data, { TESSERA_SLIDE_FOLDERS: root });
  api = createHttp(server.url);
});
afterAll(() => server?.stop());

const find = (name: string) => api.get<Slide>(`/slides/find?reference=${name}`);
const question = (slideId: string) => api.post<SearchAnswer>('/searches', { slideId, region: REGION, k: 50 });

describe('while an ingest runs', () => {
  it('two clients ask and a third looks at slides, and every one of them is answered', async () => {
    const asked = [await find(made[0]!.file), await find(made[1]!.file)];
    const known = new Set(made.map(({ caseId }) => caseId));
    const job = await api.post<JobState>('/ingests', { paths: [moreFolder] });
    const clients = asked.map(({ id }) =>
      repeat(async () => {
        const answer = await question(id);
        expect(answer.cases.filter(({ noCase, caseId }) => !noCase && !known.has(caseId))).toEqual([]);
        expect(answer.cases.length).toBeGreaterThan(0);
        expect(answer.searched.cases).toBeGreaterThanOrEqual(made.length - 1);
      }),
    );
    const viewer = repeat(async (round) => {
      const { id } = asked[round % 2]!;
      const tile = await fetch(api.at(`/slides/${id}/slide_files/${round % 10}/0_0.jpeg`));
      expect(tile.status).toBe(200);
      expect((await tile.arrayBuffer()).byteLength).toBeGreaterThan(100);
    });
    const busy = api.get<JobState>(`/jobs/${job.id}`).then(({ state }) => state);
    const done = await api.finished(job.id);
    const rounds = await Promise.all([...clients, viewer].map((client) => client.stop()));
    expect(['queued', 'running']).toContain(await busy);
    expect(done).toMatchObject({ state: 'done', steps: { total: 7, done: 7, failed: 0 } });
    for (const count of rounds) expect(count).toBeGreaterThan(1);
    const answer = await question(asked[0]!.id);
    expect(answer.searched.cases).toBe(made.length - 1 + 6);
  });

  it('a second process works through the server', async () => {
    const status = await ask<{ slides: { archived: number } }>(['status'], { data });
    expect(status.slides.archived).toBe(made.length + 6);
    const again = await ask<Report>(['ingest', firstFolder], { data });
    expect(again.slides.every(({ known, status }) => known && status === 'indexed')).toBe(true);
    const both = await Promise.all(
      [0, 1].map((i) => ask<SearchAnswer>(['search', '--slide', made[i]!.file], { data })),
    );
    expect(both.every(({ cases }) => cases.length > 0)).toBe(true);
    expect((await api.walk<{ id: string }>('/jobs', 50)).length).toBe(3);
  });

  it('a second server on the same data directory is told so', async () => {
    const { code, stdout } = await cli(['serve', '--port', '0', '--json'], { data });
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { tag: 'locked', hint: expect.any(String) } });
  });

  it('a job that is cancelled stops, keeps what it has, and does the rest when it is retried', async () => {
    const slow = join(root, 'slow');
    await makeSmallArchive(slow, { slides: 4, sidePx: 1001, prefix: 'slow' });
    const job = await api.post<JobState>('/ingests', { paths: [slow] });
    const cancelled = await api.post<JobState>(`/jobs/${job.id}/cancel`);
    expect(cancelled.state).toBe('cancelled');
    expect((await api.get<JobState>(`/jobs/${job.id}`)).state).toBe('cancelled');
    const retried = await api.post<JobState>(`/jobs/${job.id}/retry`);
    expect(['queued', 'running']).toContain(retried.state);
    expect(await api.finished(job.id)).toMatchObject({
      state: 'done',
      steps: { total: 5, done: 5, failed: 0 },
    });
    const report = await api.get<Report>(`/ingests/${job.id}`);
    expect(report.slides.map(({ status }) => status)).toEqual(Array(4).fill('indexed'));
    expect((await cli(['verify'], { data })).code).toBe(0);
  });
});

describe('while cases are deleted', () => {
  it('no answer that was asked for after a deletion names what was deleted, and none fails', async () => {
    const { id } = await find(made[7]!.file);
    const gone = new Set<string>();
    const clients = [0, 1].map(() =>
      repeat(async () => {
        const before = new Set(gone);
        const answer = await question(id);
        expect(answer.cases.filter(({ caseId }) => before.has(caseId))).toEqual([]);
        expect(answer.evidencePatients).toBeGreaterThan(0);
      }),
    );
    for (const { caseId, file } of made.slice(0, 6)) {
      const slide = await find(file);
      await api.delete(`/cases/${caseId}`);
      gone.add(caseId);
      expect((await api.refusal('GET', `/slides/${slide.id}/thumbnail`)).status).toBe(404);
      await question(id);
    }
    for (const client of clients) expect(await client.stop()).toBeGreaterThan(3);
    expect((await cli(['verify'], { data })).code).toBe(0);
  });

  it('a slide that is deleted while it is being ingested is gone, and the others are done', async () => {
    const folder = join(root, 'torn');
    await makeSmallArchive(folder, { slides: 3, sidePx: 1002, prefix: 'torn' });
    const job = await api.post<JobState>('/ingests', { paths: [folder] });
    let victim: Slide | undefined;
    await until('a slide is being ingested', async () => {
      const pending = await api.get<{ items: Slide[] }>('/slides?status=pending');
      victim = pending.items.find(({ width }) => width === 1002);
      return victim !== undefined;
    });
    await api.delete(`/slides/${victim!.id}`);
    const ended = await api.finished(job.id);
    expect(ended.state).toBe('done');
    expect((await api.refusal('GET', `/slides/${victim!.id}`)).status).toBe(404);
    const left = (await api.walk<Slide & { status: string }>('/slides', 50)).filter(
      ({ width }) => width === 1002,
    );
    expect(left.map(({ status }) => status)).toEqual(['indexed', 'indexed']);
    expect((await cli(['verify'], { data })).code).toBe(0);
    expect(server.log()).not.toMatch(/\bat .*\.js:\d+/);
  });
});

describe('while an ingest runs without a server', () => {
  it('a second process is told who holds the data directory', async () => {
    const own = join(root, 'own');
    const child = start(['ingest', moreFolder, '--data', own]);
    const over = ended(child);
    try {
      const { readAnnouncement } = await import('../../src/catalog/data-lock.js');
      await until('it holds the directory', () => readAnnouncement(own) !== undefined);
      // Held still, so that it cannot end while the second one waits its turn; the lock stays with it.
      process.kill(child.pid as number, 'SIGSTOP');
      const { code, stdout } = await cli(['status', '--json'], { data: own });
      expect(code).toBe(2);
      const { error } = JSON.parse(stdout) as { error: { tag: string; message: string; hint: string } };
      expect(error.tag).toBe('locked');
      expect(error.message).toContain(String(child.pid));
      expect(error.hint).toContain('serve');
      process.kill(child.pid as number, 'SIGCONT');
      expect((await over).code).toBe(0);
    } finally {
      killGroup(child);
    }
  });
});
