import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SearchAnswer } from '../../src/api/schemas/search.js';
import { tokenModel } from '../../src/inference/test-models.js';
import { ask, cli, ended, killGroup, type Server, scratch, serve, start, until } from '../support/house.js';
import { createHttp, type Http } from '../support/http.js';
import { makeSmallArchive } from '../support/small-archive.js';

type Model = {
  id: string;
  sha256: string;
  preset: string | null;
  source: string | null;
  providers: string[];
  threads: { perWorker: number; workers: number; from: string };
};

const root = scratch();
const data = join(root, 'data');
const slides = join(root, 'slides');
const virchow2 = join(root, 'virchow2.onnx');
const hibou = join(slides, 'hibou.onnx');

beforeAll(async () => {
  await makeSmallArchive(slides, { slides: 4, sidePx: 700 });
  writeFileSync(virchow2, tokenModel({ side: 224, width: 1280, prefix: 5, grid: 16 }));
  writeFileSync(hibou, tokenModel({ side: 224, width: 768, prefix: 5, grid: 16 }));
});

describe('an encoder from outside', () => {
  it('is added by a preset, measured once, and serves ingest and search without a line of code', async () => {
    const added = await ask<{ model: Model; added: boolean; threads: { best: number; trials: unknown[] } }>(
      ['models', 'add', virchow2, '--preset', 'virchow2', '--mpp', '0.5,1', '--name', 'Random'],
      { data },
    );
    expect(added).toMatchObject({
      added: true,
      model: { preset: 'virchow2', scales: [{ mpp: 0.5 }, { mpp: 1 }] },
    });
    expect(added.threads.trials.length).toBeGreaterThan(1);
    const again = await ask<{ added: boolean }>(
      ['models', 'add', virchow2, '--preset', 'virchow2', '--mpp', '0.5,1', '--name', 'Random'],
      { data },
    );
    expect(again.added).toBe(false);

    const { items } = await ask<{ items: Model[] }>(['models'], { data });
    const { threads, ...model } = items.find(({ id }) => id === 'virchow2')!;
    expect(model).toMatchObject({ source: expect.stringContaining('paige-ai/Virchow2'), providers: ['cpu'] });
    expect(threads).toEqual({ perWorker: added.threads.best, workers: expect.any(Number), from: 'measured' });

    const ingest = ['ingest', slides, '--cases', join(slides, 'cases.csv'), '--model', 'virchow2'];
    const report = await ask<{ slides: { name: string; status: string }[] }>(ingest, { data });
    expect(report.slides.map(({ status }) => status)).toEqual(['indexed', 'indexed', 'indexed', 'indexed']);
    const answer = await ask<SearchAnswer>(['search', '--slide', 'small-01'], { data });
    expect(answer.model).toEqual({ id: 'virchow2', sha256: model.sha256 });
    expect(answer.cases.length).toBeGreaterThan(0);
  });

  it('is told by a setting how many threads it gets, whatever was measured', async () => {
    const { items } = await ask<{ items: Model[] }>(['models'], { data, env: { TESSERA_THREADS: '2' } });
    expect(items.map(({ threads }) => threads)).toEqual(
      items.map(() => ({ perWorker: 2, workers: 1, from: 'setting' })),
    );
  });

  it('comes as a folder with a manifest of its own', async () => {
    const source = join(data, 'models', 'virchow2');
    const outcome = await cli(['models', 'add', source, '--id', 'copy', '--no-measure'], { data });
    expect(outcome.stdout).toMatch(/Model copy was added: Random.*--model copy/s);
    expect(outcome.code).toBe(0);
  });

  it('lists what presets there are, and shows them in its help', async () => {
    const { items } = await ask<{ items: { id: string; dim: number }[] }>(['models', 'presets'], { data });
    expect(items.find(({ id }) => id === 'uni')).toMatchObject({ dim: 1024, networkPx: 224, gated: true });
    expect((await cli(['models', 'add', '--help'], { data })).stdout).toMatch(/--preset NAME/);
  });

  it('whose adding is killed in the middle leaves no model and no obstacle', async () => {
    const models = join(data, 'models');
    const child = start(['models', 'add', hibou, '--preset', 'hibou-b', '--data', data]);
    await until('it is being copied or checked', () =>
      readdirSync(models).some((name) => name.startsWith('.adding-')),
    );
    killGroup(child);
    await ended(child);
    const before = await ask<{ items: Model[] }>(['models'], { data });
    expect(before.items.map(({ id }) => id)).not.toContain('hibou-b');
    await ask(['models', 'add', hibou, '--preset', 'hibou-b', '--no-measure'], { data });
    expect(readdirSync(models).sort()).toEqual(['copy', 'hibou-b', 'threads.json', 'virchow2']);
  });
});

describe('an encoder from outside, over HTTP', () => {
  const served = join(root, 'served');
  let server: Server;
  let api: Http;
  beforeAll(async () => {
    server = await serve(served, { TESSERA_SLIDE_FOLDERS: slides });
    api = createHttp(server.url);
  });
  afterAll(() => server?.stop());

  it('comes from the configured folders alone, and is there at once', async () => {
    const answer = await api.fetchJson('POST', '/models', { path: hibou, preset: 'hibou-b' });
    expect(answer.status).toBe(201);
    const { items } = await api.get<{ items: Model[] }>('/models');
    expect(items.find(({ id }) => id === 'hibou-b')).toMatchObject({
      preset: 'hibou-b',
      threads: { from: 'default' },
    });
    const elsewhere = await api.fetchJson('POST', '/models', { path: virchow2, preset: 'virchow2' });
    expect(elsewhere.status).toBe(403);
  });

  it('is added through the server that runs, by who may read the data directory', async () => {
    const outcome = await cli(['models', 'add', virchow2, '--preset', 'virchow2'], { data: served });
    expect(outcome.stdout).toMatch(/Model virchow2 was added.*threads?: .*used from now on/s);
    const { items } = await api.get<{ items: Model[] }>('/models');
    expect(items.find(({ id }) => id === 'virchow2')!.threads.from).toBe('measured');
  });
});
