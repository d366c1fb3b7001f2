import {
  copyFileSync,
  cpSync,
  mkdirSync,
  readFileSync,
  renameSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SearchAnswer } from '../../src/api/schemas/search.js';
import { ask, cli, type Server, scratch, serve } from '../support/house.js';
import { createHttp, type Http, type JobState } from '../support/http.js';
import { drawSmallSlide, makeSmallArchive, type SmallSlide } from '../support/small-archive.js';
import { FIRST, type FillReport, SECOND, type SpaceView, servingModel, spacesOf } from '../support/spaces.js';

const REGION = { x: 60, y: 80, width: 300, height: 280 };
const root = scratch();
const data = join(root, 'data');
const slides = join(root, 'slides');
const models = join(root, 'models');
const env = { TESSERA_MODEL: FIRST, TESSERA_MODELS: models, TESSERA_SLIDE_FOLDERS: root };
let made: SmallSlide[];
let server: Server | undefined;
let api: Http;

beforeAll(async () => {
  cpSync(resolve(import.meta.dirname, '../../models'), models, { recursive: true });
  made = await makeSmallArchive(slides, { slides: 5, sidePx: 600 });
  await ask(['ingest', slides, '--cases', join(slides, 'cases.csv')], { data, env });
});
afterAll(() => server?.stop());

async function open(): Promise<void> {
  server = await serve(data, env);
  api = createHttp(server.url);
}
async function close(): Promise<void> {
  await server?.stop();
  server = undefined;
}

const path = (index: number) => join(slides, made[index]!.file);
const listed = async () => (await ask<{ items: SpaceView[] }>(['spaces'], { data, env })).items;
const doneIn = (items: readonly SpaceView[], model: string) =>
  items.filter((space) => space.modelId === model && space.mpp === 0.5).map(({ coverage }) => coverage.done);

/** Asks with a region of a slide that can be read. */
async function askedModel(): Promise<string | undefined> {
  const { id } = await api.get<{ id: string }>(`/slides/find?reference=${made[2]!.file}`);
  const answer = await api.post<SearchAnswer>('/searches', { slideId: id, region: REGION });
  expect(answer.cases.length).toBeGreaterThan(0);
  return answer.model?.id;
}

async function bringIn(seed: string): Promise<JobState> {
  const folder = join(root, seed);
  mkdirSync(folder);
  await drawSmallSlide(join(folder, `${seed}.tif`), { pattern: 'crypts', site: 'lake', seed, sidePx: 600 });
  const job = await api.post<JobState>('/ingests', { paths: [folder] });
  return api.finished(job.id);
}

describe('a slide that cannot be filled in', () => {
  it('stops none of the others, says why, and keeps the model from serving', async () => {
    renameSync(path(0), `${path(0)}.away`);
    copyFileSync(path(1), `${path(1)}.kept`);
    copyFileSync(path(2), path(1)); // Another slide under the old name.
    const outcome = await cli(['spaces', 'add', '--model', SECOND, '--switch', '--json'], { data, env });
    expect(outcome.code).toBe(1);
    const { outcome: end, failed } = JSON.parse(outcome.stdout) as FillReport;
    expect(end).toEqual({ serves: false, missing: expect.stringContaining('3 of 5 slides') });
    expect(failed.map(({ name, error }) => [name, error.tag]).sort()).toEqual([
      [made[0]!.file, 'unreadable'],
      [made[1]!.file, 'changed-file'],
    ]);
    const items = await listed();
    expect(doneIn(items, SECOND)).toEqual([3]);
    expect(items.filter((space) => space.serving).every((space) => space.modelId === FIRST)).toBe(true);
    const status = await ask<{ slides: { indexed: number } }>(['status'], { data, env });
    expect(status.slides.indexed).toBe(5);
  });

  it('is done by a retry when its file is back, touched or not, and then the model serves', async () => {
    await open();
    const { items } = await api.get<{ items: (JobState & { kind: string })[] }>('/jobs?limit=20');
    const { id } = items.find(({ kind }) => kind === 'embed')!;
    const retried = async () => {
      await api.post(`/jobs/${id}/retry`);
      await api.finished(id);
      return api.get<FillReport>(`/spaces/fills/${id}`);
    };
    renameSync(`${path(0)}.away`, path(0));
    expect((await retried()).outcome).toEqual({
      serves: false,
      missing: expect.stringContaining('4 of 5 slides') as string,
    });
    renameSync(`${path(1)}.kept`, path(1));
    utimesSync(path(1), new Date(), new Date()); // The same bytes with another date are the same slide.
    expect(await retried()).toMatchObject({ outcome: { serves: true, missing: null }, failed: [] });
    expect(await servingModel(api)).toEqual([SECOND]);
    expect(doneIn(await spacesOf(api, SECOND), SECOND)).toEqual([5]);
    await close();
  });

  it('is laid anew where a kill had left its grid half laid', async () => {
    const connection = new Database(join(data, 'tessera.db'));
    const half = `slide_key = 1 AND space_key = (SELECT key FROM spaces WHERE model_id = '${SECOND}' AND mpp = 0.5)`;
    connection.exec(`DELETE FROM vectors WHERE ${half}; DELETE FROM tiles WHERE ${half} AND id % 2 = 0;
      UPDATE tiles SET state = 'pending', vectors_key = NULL WHERE ${half};
      UPDATE slide_spaces SET laid = 0, planned = 0, indexed = 0, skipped = 0 WHERE ${half}`);
    connection.close();
    expect(doneIn(await listed(), SECOND)).toEqual([4]);
    const report = await ask<FillReport>(['spaces', 'add', '--model', SECOND], { data, env });
    expect(report.failed).toEqual([]);
    const items = await listed();
    expect(doneIn(items, SECOND)).toEqual([5]);
    const tiles = (model: string) =>
      items.find((space) => space.modelId === model && space.mpp === 0.5)?.tiles;
    expect(tiles(SECOND)).toBe(tiles(FIRST));
  });
});

describe('a model whose file is not as it was', () => {
  const weights = (model: string) => join(models, model, 'model.onnx');
  const damage = (model: string) => {
    copyFileSync(weights(model), `${weights(model)}.kept`);
    const bytes = readFileSync(weights(model));
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(weights(model), bytes);
  };
  const mend = (model: string) => renameSync(`${weights(model)}.kept`, weights(model));

  it('stops neither questions nor ingest in the spaces of the one that serves', async () => {
    damage(FIRST);
    await open();
    expect(await servingModel(api)).toEqual([SECOND]);
    expect((await spacesOf(api, FIRST)).every((space) => space.modelState === 'missing')).toBe(true);
    const { findings } = await api.get<{ findings: { check: string; ok: boolean }[] }>('/doctor');
    expect(findings).toContainEqual(expect.objectContaining({ check: `Kept model ${FIRST}`, ok: false }));
    expect(await askedModel()).toBe(SECOND);
    expect(await bringIn('while-one-is-damaged')).toMatchObject({ state: 'done', steps: { failed: 0 } });
    const items = [...(await spacesOf(api, FIRST)), ...(await spacesOf(api, SECOND))];
    expect(doneIn(items, SECOND)).toEqual([6]);
    expect(doneIn(items, FIRST)).toEqual([5]);
    expect((await api.refusal('POST', '/spaces/switch', { model: FIRST })).tag).toBe('model-refused');
    await close();
    mend(FIRST);
  });

  it('falls behind, which is told, until it is filled in again', async () => {
    await open();
    const refusal = await api.refusal('POST', '/spaces/switch', { model: FIRST });
    expect(refusal).toMatchObject({ tag: 'conflict', detail: expect.stringContaining('5 of 6 slides') });
    const job = await api.post<JobState>('/spaces', { model: FIRST });
    expect(await api.finished(job.id)).toMatchObject({ state: 'done', steps: { total: 2, failed: 0 } });
    await api.post('/spaces/switch', { model: FIRST });
    await api.post('/spaces/switch', { model: SECOND });
    await close();
  });

  it('is answered for by the other one when it serves itself, and the answer says so', async () => {
    damage(SECOND);
    await open();
    expect(await servingModel(api)).toEqual([SECOND]);
    expect(await askedModel()).toBe(FIRST);
    expect(await bringIn('while-the-serving-one-is-damaged')).toMatchObject({ steps: { failed: 0 } });
    await close();
    mend(SECOND);
    await open();
    expect(await askedModel()).toBe(SECOND);
    await close();
  });

  it('is another model when its weights were replaced: nothing is asked of it or added to its spaces', async () => {
    await open();
    expect(await askedModel()).toBe(SECOND);
    const space = (await spacesOf(api, SECOND)).find(({ mpp }) => mpp === 0.5)!;
    await close();
    // Other weights under the old name: to the archive that is another model.
    const manifest = join(models, SECOND, 'model.json');
    const text = readFileSync(manifest, 'utf8');
    cpSync(weights(FIRST), weights(SECOND));
    const first = JSON.parse(readFileSync(join(models, FIRST, 'model.json'), 'utf8')) as object;
    const { id, name } = JSON.parse(text) as { id: string; name: string };
    writeFileSync(manifest, JSON.stringify({ ...first, id, name }));
    await open();
    expect((await spacesOf(api, SECOND)).find(({ id: spaceId }) => spaceId === space.id)).toMatchObject({
      modelState: 'changed',
    });
    expect(await askedModel()).toBe(FIRST);
    const { id: slideId } = await api.get<{ id: string }>(`/slides/find?reference=${made[2]!.file}`);
    const named = await api.refusal('POST', '/searches', { slideId, region: REGION, space: space.id });
    expect(named.tag).toBe('not-found');
    expect(await bringIn('while-it-is-replaced')).toMatchObject({ steps: { failed: 0 } });
    expect((await spacesOf(api, SECOND)).map(({ id: spaceId }) => spaceId)).toContain(space.id);
    expect((await spacesOf(api, SECOND)).every(({ modelState }) => modelState === 'changed')).toBe(true);
  });
});
