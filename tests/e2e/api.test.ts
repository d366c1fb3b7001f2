import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import committed from '../../src/api/openapi.json' with { type: 'json' };
import { ask, ended, type Server, scratch, serve, start } from '../support/house.js';
import { createHttp, type Http, type JobState, problemIn, rawRequest } from '../support/http.js';
import { makeSmallArchive, type SmallSlide } from '../support/small-archive.js';
import { REFUSED } from './refused-requests.js';

type Slide = {
  readonly id: string;
  readonly name: string;
  readonly caseId: string;
  readonly width: number;
  readonly height: number;
  readonly status: string;
};

const SLIDES = 6;
const folder = scratch();
const data = join(folder, 'data');
const pictures = join(folder, 'slides');
let server: Server;
let api: Http;
let made: SmallSlide[];
let slides: Slide[];
let first: Slide;

beforeAll(async () => {
  made = await makeSmallArchive(pictures, { slides: SLIDES, sidePx: 600 });
  await ask(['ingest', pictures, '--cases', join(pictures, 'cases.csv')], { data });
  server = await serve(data, { TESSERA_SLIDE_FOLDERS: pictures });
  api = createHttp(server.url);
  slides = await api.walk<Slide>('/slides', 4);
  first = slides[0]!;
});
afterAll(() => server?.stop());

describe('errors', () => {
  it.each(REFUSED)('%s %s %j', async (method, path, body, status, tag) => {
    const problem = await api.refusal(method, path, body);
    expect({ status: problem.status, tag: problem.tag }).toEqual({ status, tag });
  });

  it('broken JSON, and a body of another kind', async () => {
    for (const [type, status] of [
      ['application/json', 400],
      ['text/plain', 415],
    ] as const) {
      const headers = { 'content-type': type };
      const response = await fetch(api.at('/searches'), { method: 'POST', headers, body: '{"nonsense":' });
      expect(await problemIn(response)).toMatchObject({ status, tag: 'invalid-input' });
    }
  });

  it('validation names every field that is wrong', async () => {
    const problem = await api.refusal('POST', '/searches', { k: 0, slideId: 7, colour: 'red' });
    const faults = problem.details?.faults as { where: string }[];
    expect(faults.map(({ where }) => where)).toEqual(expect.arrayContaining(['json.k', 'json.slideId']));
    expect(problem.detail).toContain('colour');
  });

  it('a method that a path does not have, and anything beside the API', async () => {
    for (const [method, path, allowed] of [
      ['PATCH', '/slides', 'GET, HEAD'],
      ['PUT', `/slides/${first.id}`, 'DELETE, GET, HEAD'],
      ['DELETE', '/searches', 'GET, HEAD, POST'],
    ] as const) {
      const response = await api.fetchJson(method, path);
      expect(response.headers.get('allow'), path).toBe(allowed);
      expect(await problemIn(response)).toMatchObject({ status: 405, hint: `It takes ${allowed}.` });
    }
    for (const path of ['/api', '/api/v2/slides', '/.env', '/src/app.ts', '/api/v1/../../package.json']) {
      expect((await problemIn(await fetch(server.url + path))).tag, path).toBe('not-found');
    }
  });
});

describe('who may ask', () => {
  const host = () => new URL(server.url).host;

  it('requests that name another host are refused, with and without a port', async () => {
    for (const name of [
      'evil.example',
      `evil.example:${new URL(server.url).port}`,
      '127.0.0.1.evil.example',
    ]) {
      const response = await rawRequest(api.at('/slides'), { headers: { host: name } });
      expect([400, 403], name).toContain(response.status);
    }
    for (const name of [host(), `localhost:${new URL(server.url).port}`]) {
      expect((await rawRequest(api.at('/health'), { headers: { host: name } })).status, name).toBe(200);
    }
  });

  it.each(['GET', 'POST', 'DELETE', 'PUT'])(
    '%s from another site or from nowhere is refused',
    async (method) => {
      for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1:1', 'file://']) {
        const headers = { origin, host: host() };
        const response = await rawRequest(api.at(`/slides/${first.id}`), { method, headers });
        expect((await problemIn(response)).tag, `${method} with Origin: ${origin}`).toBe('forbidden');
      }
      expect((await api.get<Slide>(`/slides/${first.id}`)).id).toBe(first.id);
    },
  );

  it('the own pages may ask', async () => {
    const headers = { origin: server.url, host: host() };
    expect((await rawRequest(api.at('/slides'), { headers })).status).toBe(200);
  });

  it('a token that is not the one in the data directory gives nobody the disk', async () => {
    const response = await fetch(api.at('/ingests'), {
      method: 'POST',
      headers: { authorization: 'Bearer guessed', 'content-type': 'application/json' },
      body: JSON.stringify({ paths: ['/etc'] }),
    });
    expect((await problemIn(response)).tag).toBe('forbidden');
  });
});

describe('lists', () => {
  it.each([1, 2, 5, 500])('pages of %i walk all slides and cases exactly once', async (limit) => {
    const names = (await api.walk<Slide>('/slides', limit)).map(({ name }) => name);
    expect(names.sort()).toEqual(made.map(({ file }) => file));
    const cases = (await api.walk<Slide>('/cases', limit)).map(({ caseId }) => caseId);
    expect(cases.sort()).toEqual(made.map(({ caseId }) => caseId));
  });

  it('filters narrow a walk, several values are or, several keys are and', async () => {
    const walk = async (query: string) =>
      (await api.walk<Slide>(`/cases?${query}`, 2)).map(({ caseId }) => caseId).sort();
    const of = (keep: (slide: SmallSlide) => boolean) => made.filter(keep).map(({ caseId }) => caseId);
    expect(await walk('filter=organ=lung')).toEqual(of(({ organ }) => organ === 'lung'));
    expect(await walk('filter=organ=lung&filter=organ=colon')).toEqual(of(({ organ }) => organ !== 'breast'));
    expect(await walk('filter=organ=lung&filter=site=harbour')).toEqual(
      of(({ organ, site }) => organ === 'lung' && site === 'harbour'),
    );
    expect(await walk('text=adenocarcinoma')).toEqual(of(({ diagnosis }) => diagnosis.includes('adeno')));
  });

  it('facets count what is there', async () => {
    const { facets } = await api.get<{
      facets: { key: string; values: { value: string; cases: number }[] }[];
    }>('/cases/facets');
    const organs = facets.find(({ key }) => key === 'organ')!.values;
    for (const { value, cases } of organs) {
      expect(cases, value).toBe(made.filter(({ organ }) => organ === value).length);
    }
    expect(organs.map(({ value }) => value).sort()).toEqual(['breast', 'colon', 'lung']);
  });
});

describe('pictures', () => {
  const path = () => `/slides/${first.id}`;

  it('Deep Zoom: every tile of every level is a JPEG of the right size, and there is none beyond', async () => {
    const descriptor = await (await fetch(api.at(`${path()}/slide.dzi`))).text();
    const number = (name: string) => Number(new RegExp(`${name}="(\\d+)"`).exec(descriptor)?.[1]);
    const [side, overlap] = [number('TileSize'), number('Overlap')];
    expect([number('Width'), number('Height')]).toEqual([first.width, first.height]);
    const top = Math.ceil(Math.log2(Math.max(first.width, first.height)));
    for (let level = 0; level <= top; level++) {
      const scale = 2 ** (top - level);
      const [width, height] = [Math.ceil(first.width / scale), Math.ceil(first.height / scale)];
      const extent = (at: number, whole: number) =>
        Math.min(whole, (at + 1) * side + overlap) - Math.max(0, at * side - overlap);
      for (let row = 0; row * side < height; row++) {
        for (let column = 0; column * side < width; column++) {
          const response = await fetch(api.at(`${path()}/slide_files/${level}/${column}_${row}.jpeg`));
          expect(response.headers.get('content-type')).toBe('image/jpeg');
          const facts = await sharp(Buffer.from(await response.arrayBuffer())).metadata();
          expect([level, facts.format, facts.width, facts.height]).toEqual([
            ...[level, 'jpeg', extent(column, width), extent(row, height)],
          ]);
        }
      }
      const beyond = `${path()}/slide_files/${level}/${Math.ceil(width / side)}_0.jpeg`;
      expect((await api.refusal('GET', beyond)).status).toBe(404);
    }
    expect((await api.refusal('GET', `${path()}/slide_files/${top + 1}/0_0.jpeg`)).status).toBe(404);
  });

  it('region and thumbnail have the size that was asked for', async () => {
    const sizeOf = async (query: string) => {
      const response = await fetch(api.at(`${path()}/${query}`));
      const { width, height } = await sharp(Buffer.from(await response.arrayBuffer())).metadata();
      return [width, height];
    };
    expect(await sizeOf('region?x=10&y=20&width=300&height=150&widthPx=100')).toEqual([100, 50]);
    expect(await sizeOf('thumbnail?side=128')).toEqual([128, 128]);
    for (const query of [
      'region?x=0&y=0&width=9999&height=10',
      'region?x=0&y=0&width=-1&height=10',
      'region?x=&y=0&width=1&height=1',
      'region?x=NaN&y=0&width=1&height=1',
      'region',
      'thumbnail?side=5000',
    ]) {
      expect((await api.refusal('GET', `${path()}/${query}`)).tag, query).toBe('invalid-input');
    }
  });

  it.each(['slide_files/8/0_0.jpeg', 'thumbnail', 'region?x=0&y=0&width=200&height=200'])(
    '%s has a tag and is not sent twice',
    async (picture) => {
      const response = await fetch(api.at(`${path()}/${picture}`));
      const etag = response.headers.get('etag')!;
      expect(etag).toMatch(/^"[\w-]{16,}"$/);
      expect(response.headers.get('cache-control')).toMatch(/private.*max-age=\d+/);
      const again = await fetch(api.at(`${path()}/${picture}`), { headers: { 'if-none-match': etag } });
      expect(again.status).toBe(304);
      expect(again.headers.get('etag')).toBe(etag);
      expect((await again.arrayBuffer()).byteLength).toBe(0);
      for (const [tags, status] of [
        [`W/${etag}`, 304],
        [`"other", ${etag}`, 304],
        ['"other"', 200],
      ] as const) {
        const asked = await fetch(api.at(`${path()}/${picture}`), { headers: { 'if-none-match': tags } });
        expect(asked.status, tags).toBe(status);
      }
      const elsewhere = await fetch(api.at(`/slides/${slides[1]!.id}/${picture}`));
      expect(elsewhere.headers.get('etag')).not.toBe(etag);
    },
  );

  it('answers about cases are kept by nobody, errors neither', async () => {
    for (const place of ['/slides', '/cases', '/slides/none']) {
      const kept = (await fetch(api.at(place))).headers.get('cache-control') ?? '';
      expect(kept, place).toMatch(/no-store/);
    }
  });

  it('label and macro are served under no name', async () => {
    for (const name of ['label', 'macro', 'label.jpeg', 'associated/label', 'slide_files/label/0_0.jpeg']) {
      expect([400, 404], name).toContain((await api.refusal('GET', `${path()}/${name}`)).status);
    }
  });
});

describe('jobs', () => {
  it('events end with the finished job', async () => {
    const started = await api.post<JobState>('/ingests', { paths: [pictures] });
    const text = await (await fetch(api.at(`/jobs/${started.id}/events`))).text();
    const events = text.split('\n\n').filter(Boolean);
    expect(events.every((event) => event.startsWith('event: job\ndata: '))).toBe(true);
    const jobs = events.map((event) => JSON.parse(event.split('data: ')[1]!) as JobState);
    expect(jobs.at(-1)).toMatchObject({ id: started.id, state: 'done', steps: { total: SLIDES + 1 } });
    const report = await api.get<{ slides: { known: boolean; status: string }[]; otherFiles: string[] }>(
      `/ingests/${started.id}`,
    );
    expect(report.slides.every(({ known, status }) => known && status === 'indexed')).toBe(true);
    expect(report.otherFiles).toEqual(['cases.csv']);
  });

  it('jobs are listed newest first, page by page', async () => {
    const jobs = await api.walk<JobState>('/jobs', 1);
    expect(jobs.length).toBeGreaterThanOrEqual(2);
    expect(new Set(jobs.map(({ id }) => id)).size).toBe(jobs.length);
  });
});

describe('about itself', () => {
  it('serves the committed contract, and a page to read it that asks nobody else', async () => {
    expect(await api.get('/openapi.json')).toEqual(committed);
    const page = await (await fetch(`${server.url}/docs`)).text();
    expect(page).toContain('/searches/{searchId}/heatmaps/{slideId}');
    expect(page).not.toMatch(/(src|href)="(https?:)?\/\//);
  });

  it('is alive and ready, and says what it holds', async () => {
    const health = await api.get<{ version: string }>('/health');
    expect(health).toMatchObject({ status: 'ok' });
    for (const words of [['version'], ['--version']]) {
      const said = await ended(start([...words, '--json']));
      expect(JSON.parse(said.stdout)).toEqual({ version: health.version, node: process.versions.node });
    }
    expect((await ended(start(['-v']))).stdout).toContain(`tessera ${health.version} (Node `);
    expect((await ended(start(['help']))).stdout).toMatch(/^ {2}version /m);
    expect(await api.get('/ready')).toMatchObject({ status: 'ok' });
    expect(await api.get('/status')).toMatchObject({ cases: SLIDES, slides: { archived: SLIDES } });
    const models = (await api.get('/models')) as { items: { usable: boolean; default: boolean }[] };
    expect(models.items.every(({ usable }) => usable)).toBe(true);
    expect(models.items.filter((model) => model.default)).toHaveLength(1);
    expect(await api.get('/doctor')).toHaveProperty('findings');
  });

  it('no answer says where a file lies', async () => {
    for (const place of ['/slides', '/cases', '/status', '/jobs', `/slides/${first.id}/ledger`]) {
      expect(await (await fetch(api.at(place))).text(), place).not.toContain(folder);
    }
  });
});
