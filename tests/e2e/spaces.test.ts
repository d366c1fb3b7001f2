import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SearchAnswer } from '../../src/api/schemas/search.js';
import { ask, cli, type Server, scratch, serve, until } from '../support/house.js';
import { createHttp, type Http, type JobState } from '../support/http.js';
import { repeat } from '../support/repeat.js';
import { drawSmallSlide, makeSmallArchive, type SmallSlide } from '../support/small-archive.js';
import { essence, FIRST, type FillReport, SECOND, servingModel, spacesOf } from '../support/spaces.js';

type Slide = { readonly id: string; readonly name: string };
type Comparison = {
  slides: number;
  queries: number;
  first: { space: string; figures: Record<string, { value: number | null }> };
  second: { space: string; figures: Record<string, { value: number | null }> };
  difference: Record<string, { value: number | null; ci95: [number, number] | null }>;
};

const REGION = { x: 60, y: 80, width: 300, height: 280 };
const root = scratch();
const data = join(root, 'data');
const slides = join(root, 'slides');
const late = join(root, 'late');
const env = { TESSERA_MODEL: FIRST, TESSERA_SLIDE_FOLDERS: root };
let made: SmallSlide[];
let server: Server;
let api: Http;

beforeAll(async () => {
  made = await makeSmallArchive(slides, { slides: 8 });
  mkdirSync(late);
  for (const seed of ['late-1', 'late-2']) await drawLate(seed);
  await ask(['ingest', slides, '--cases', join(slides, 'cases.csv')], { data, env });
  server = await serve(data, env);
  api = createHttp(server.url);
});
afterAll(() => server?.stop());

const drawLate = (seed: string) =>
  drawSmallSlide(join(late, `${seed}.tif`), { pattern: 'crypts', site: 'lake', seed });
const find = (name: string) => api.get<Slide>(`/slides/find?reference=${name}`);
/** Pages of the catalog's file that hold nothing: what a drop has not given back. */
function emptyPages(): unknown {
  const connection = new Database(join(data, 'tessera.db'), { readonly: true });
  try {
    return connection.pragma('freelist_count', { simple: true });
  } finally {
    connection.close();
  }
}
const question = (slideId: string, more: object = {}) =>
  api.post<SearchAnswer>('/searches', { slideId, region: REGION, k: 20, ...more });
const report = (jobId: string) => api.get<FillReport>(`/spaces/fills/${jobId}`);

describe('a second model beside the one that serves', () => {
  it('is refused where it cannot be', async () => {
    const refused = async (method: string, path: string, body?: object) =>
      (await api.refusal(method, path, body)).tag;
    expect(await refused('POST', '/spaces', { model: 'no-such-model' })).toBe('not-found');
    expect(await refused('POST', '/spaces/switch', { model: 'no-such-model' })).toBe('not-found');
    expect(await refused('POST', '/spaces/switch', { model: SECOND, force: true })).toBe('conflict');
    expect(await refused('DELETE', `/spaces/${FIRST}`)).toBe('conflict');
    expect(await refused('DELETE', `/spaces/${SECOND}`)).toBe('not-found');
    expect(await refused('GET', '/spaces/fills/j_none')).toBe('not-found');
    const two = { first: FIRST, second: SECOND, label: 'organ' };
    expect(await refused('POST', '/spaces/compare', two)).toBe('not-found');
    expect(await refused('POST', '/spaces/compare', { ...two, second: FIRST })).toBe('invalid-input');
    const kept = await cli(['spaces', 'drop', '--model', FIRST], { data, env });
    expect(kept).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') });
    expect(await servingModel(api)).toEqual([FIRST]);
  });

  it('is filled step by step, can be stopped, tells what is missing, and goes on', async () => {
    const job = await api.post<JobState>('/spaces', { model: SECOND });
    expect(await api.post<JobState>('/spaces', { model: SECOND })).toMatchObject({ id: job.id });
    expect((await api.refusal('POST', '/spaces', { model: SECOND, switchOver: true })).tag).toBe('conflict');
    await until('a slide is filled in', async () => {
      return (await api.get<JobState>(`/jobs/${job.id}`)).steps.done > 0;
    });
    expect(await api.post<JobState>(`/jobs/${job.id}/cancel`)).toMatchObject({ state: 'cancelled' });
    await until('its steps have ended', async () =>
      (await report(job.id)).failed.every(({ error }) => error),
    );

    const refusal = await api.refusal('POST', '/spaces/switch', { model: SECOND });
    const [finest] = await spacesOf(api, SECOND);
    const { slides: all, done } = finest!.coverage;
    expect(all).toBe(made.length);
    expect(done).toBeLessThan(all);
    expect(refusal).toMatchObject({ tag: 'conflict', detail: expect.stringContaining(`of ${all} slides`) });
    expect(await servingModel(api)).toEqual([FIRST]);

    await api.post(`/jobs/${job.id}/retry`);
    expect(await api.finished(job.id)).toMatchObject({ state: 'done', steps: { failed: 0 } });
    expect((await report(job.id)).outcome).toEqual({ serves: false, missing: null });
    for (const space of await spacesOf(api, SECOND)) {
      expect(space).toMatchObject({ kept: true, serving: false, coverage: { complete: true } });
      if (space.tiles > 0) expect(space.calibration).not.toBeNull();
    }
  });

  it('took the decisions of the first over, tile by tile', async () => {
    for (const { file } of made) {
      const { id } = await find(file);
      const { spaces } = await api.get<{
        spaces: { spaceId: string; planned: number; indexed: number; skipped: number; reasons: object }[];
      }>(`/slides/${id}/ledger`);
      const at = (model: string) =>
        spaces
          .filter(({ spaceId }) => spaceId.startsWith(model) && spaceId.endsWith('um-224px'))
          .filter(({ spaceId }) => !spaceId.includes('@4um'))
          .map(({ planned, indexed, skipped, reasons }) => ({ planned, indexed, skipped, reasons }));
      expect(at(SECOND).length).toBeGreaterThan(0);
      expect(at(SECOND)).toEqual(at(FIRST));
    }
  });

  it('gets every slide that comes in later, like the one that serves', async () => {
    const job = await api.post<JobState>('/ingests', { paths: [late] });
    expect(await api.finished(job.id)).toMatchObject({ state: 'done', steps: { failed: 0 } });
    for (const model of [FIRST, SECOND]) {
      const spaces = await spacesOf(api, model);
      expect(spaces.map((space) => space.coverage)).toEqual(
        spaces.map(() => ({ slides: 10, done: 10, complete: true })),
      );
    }
  });

  it('is compared with the first on the same cases, and both figures are those that each has alone', async () => {
    const alone = async (space: string) =>
      (await api.post<{ acc1: number; map5: number }>('/evaluations/retrieval', { label: 'organ', space }))
        .map5;
    const args = ['spaces', 'compare', '--model', FIRST, '--model', SECOND, '--label', 'organ'];
    const compared = await ask<Comparison>(args, { data, env });
    expect(compared).toMatchObject({ slides: 10, queries: 8 });
    expect(compared.first.space).toContain(FIRST);
    expect(compared.second.space).toContain(SECOND);
    const [first, second] = [compared.first.figures.map5!.value!, compared.second.figures.map5!.value!];
    expect(first).toBe(await alone(compared.first.space));
    expect(second).toBe(await alone(compared.second.space));
    const { value, ci95 } = compared.difference.map5!;
    expect(value).toBeCloseTo(second - first, 12);
    expect(ci95![0]).toBeLessThanOrEqual(value!);
    expect(ci95![1]).toBeGreaterThanOrEqual(value!);
    const said = await cli(args, { data, env });
    expect(said.stdout).toContain('second − first');
    const past = await ask<{ items: { scoring: string; report: Comparison }[] }>(
      ['spaces', 'compare', '--history', '--limit', '1'],
      { data, env },
    );
    expect(past.items).toMatchObject([{ scoring: 'mean', report: compared }]);
    const listed = await cli(['spaces', 'compare', '--history'], { data, env });
    expect(listed.stdout.trim().split('\n').slice(2)).toHaveLength(2);
  });

  it('can be asked by name while the other one serves; without a name its spaces have no part', async () => {
    const { id } = await find(made[0]!.file);
    const [space] = await spacesOf(api, SECOND);
    const named = await question(id, { space: space!.id });
    expect(named).toMatchObject({ space: space!.id, model: { id: SECOND } });
    const all = await question(id, { space: 'all' });
    expect(all.space).toEqual(
      (await spacesOf(api, FIRST)).filter(({ tiles }) => tiles > 0).map((one) => one.id),
    );
  });
});

describe('going over from one model to the other under load', () => {
  it('every question is answered, each in the spaces of one model and always alike', async () => {
    // The second one goes and comes again, so that all of it happens while others ask.
    const asked = await Promise.all(made.slice(0, 3).map(({ file }) => find(file)));
    const seen = new Map<string, Set<string>>();
    const ask = async (id: string, more: object) => {
      const answer = await question(id, more);
      const spaces = [answer.space].flat();
      for (const space of spaces) expect(space?.startsWith(answer.model!.id)).toBe(true);
      for (const hit of answer.cases)
        expect(hit.slides.every(({ regions }) => regions.length > 0)).toBe(true);
      const key = `${answer.query.kind} ${id} ${spaces.join()}`;
      seen.set(key, (seen.get(key) ?? new Set()).add(JSON.stringify(essence(answer))));
      // Readers look at what they get; background work has what they leave.
      await new Promise((resolve) => setTimeout(resolve, 200));
    };
    const clients = [
      repeat(() => ask(asked[0]!.id, {})),
      repeat(() => ask(asked[2]!.id, {})),
      repeat(() => ask(asked[0]!.id, { space: 'all' })),
      repeat(() => ask(asked[1]!.id, { region: undefined })),
    ];
    const before = await question(asked[0]!.id);

    const gone = await api.delete<JobState>(`/spaces/${SECOND}`);
    expect(await spacesOf(api, SECOND)).toEqual([]);
    expect(await api.finished(gone.id)).toMatchObject({ state: 'done', steps: { failed: 0 } });
    const fill = await api.post<JobState>('/spaces', { model: SECOND, switchOver: true });
    expect(await servingModel(api)).toEqual([FIRST]);
    expect(await api.finished(fill.id)).toMatchObject({ state: 'done', steps: { failed: 0 } });
    expect((await report(fill.id)).outcome).toEqual({ serves: true, missing: null });
    expect(await servingModel(api)).toEqual([SECOND]);
    const after = await question(asked[0]!.id);
    const dropped = await api.delete<JobState>(`/spaces/${FIRST}`);
    expect(await api.finished(dropped.id)).toMatchObject({ state: 'done', steps: { failed: 0 } });
    const rounds = await Promise.all(clients.map((client) => client.stop()));

    expect(before.model?.id).toBe(FIRST);
    expect(after).toMatchObject({ model: { id: SECOND }, calibration: { size: expect.any(String) } });
    for (const count of rounds) expect(count).toBeGreaterThan(3);
    for (const model of [FIRST, SECOND]) expect([...seen.keys()].join()).toContain(model);
    for (const [key, answers] of seen) expect([...answers], key).toHaveLength(1);
    expect(emptyPages()).toBe(0);
    // What was answered before still says where, and can be opened; asked again it says that the space is gone.
    const stored = await api.get<SearchAnswer>(`/searches/${before.id}`);
    expect(essence(stored)).toEqual(essence(before));
    const again = await api.refusal('POST', `/searches/${before.id}/refinements`, { k: 5 });
    expect(again).toMatchObject({ tag: 'not-found', hint: expect.stringContaining('asked anew') });
    expect((await api.refusal('POST', '/searches', { slideId: asked[0]!.id, space: before.space })).tag).toBe(
      'not-found',
    );
    const verified = await cli(['verify', '--json'], { data, env });
    expect(verified.code, verified.stdout).toBe(0);
  }, 240_000);

  it('what comes in now enters the second one alone, also after a restart', async () => {
    await server.stop();
    server = await serve(data, env);
    api = createHttp(server.url);
    expect(await servingModel(api)).toEqual([SECOND]);
    expect((await question((await find(made[0]!.file)).id)).model?.id).toBe(SECOND);
    const models = await api.get<{ items: { id: string; default: boolean }[] }>('/models');
    expect(models.items.filter((model) => model.default).map(({ id }) => id)).toEqual([SECOND]);
    await drawLate('late-3');
    const job = await api.post<JobState>('/ingests', { paths: [late] });
    expect(await api.finished(job.id)).toMatchObject({ state: 'done', steps: { failed: 0 } });
    expect(await spacesOf(api, FIRST)).toEqual([]);
    expect((await spacesOf(api, SECOND)).map((space) => space.coverage.done)).toEqual([11, 11, 11, 11]);
  });
});
