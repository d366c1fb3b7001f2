import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, type Server, scratch, serve, until } from '../support/house.js';
import { createHttp, type Http, type JobState } from '../support/http.js';
import { makeSmallArchive } from '../support/small-archive.js';

type Case = { id: string; teaching: boolean | null; slides: { id: string; status: string; width: number }[] };
type CasePage = { items: Case[]; total: number };
type Acted = {
  items: {
    id: string;
    success: boolean;
    error: { tag: string; message: string } | null;
    teachingBefore: boolean | null;
  }[];
  job: JobState | null;
};
type Facets = { facets: { key: string; values: { value: string; cases: number }[] }[] };

const folder = scratch();
let server: Server;
let api: Http;

beforeAll(async () => {
  const slides = join(folder, 'slides');
  const data = join(folder, 'data');
  await makeSmallArchive(slides, { slides: 4, sidePx: 512 });
  await ask(['ingest', slides, '--cases', join(slides, 'cases.csv')], { data });
  server = await serve(data);
  api = createHttp(server.url);
});
afterAll(async () => {
  await server?.stop();
});

const list = async (question = '') => (await api.get<CasePage>(`/cases${question}`)).items;
const act = (body: object) => api.post<Acted>('/cases/actions', body);

describe('what is done to many cases', () => {
  it('is answered case by case: one that is not there stops no other', async () => {
    const [first, second] = await list();
    const ids = [first!.id, 'c_none', second!.id, first!.id];
    const { items } = await act({ ids, action: 'teaching' });
    expect(items.map(({ id, success }) => [id, success])).toEqual([
      [first!.id, true],
      ['c_none', false],
      [second!.id, true],
    ]);
    expect(items[1]!.error).toMatchObject({ tag: 'not-found', message: 'There is no case “c_none”.' });
    expect((await list('?filter=teaching%3Dyes')).map(({ id }) => id)).toEqual([first!.id, second!.id]);
    const back = await act({ ids: [first!.id], action: 'teaching', teaching: null });
    expect(back.items[0]!.teachingBefore).toBe(true);
    expect((await list('?filter=teaching%3Dyes')).map(({ id }) => id)).toEqual([second!.id]);
  });

  it('names all cases of a question, which lists and counts know by what became of their slides', async () => {
    const { ids, total } = await api.get<{ ids: string[]; total: number }>('/cases/ids?filter=organ%3Dlung');
    expect(ids).toEqual((await list('?filter=organ%3Dlung')).map(({ id }) => id));
    expect(total).toBe(ids.length);
    expect(await list('?status=failed')).toEqual([]);
    expect(await list('?status=failed&status=indexed')).toHaveLength(4);
    const { facets } = await api.get<Facets>('/cases/facets?status=failed');
    expect(facets.find(({ key }) => key === 'status')?.values).toEqual([{ value: 'indexed', cases: 4 }]);
    expect(facets.find(({ key }) => key === 'organ')?.values).toEqual([]);
    expect((await api.refusal('GET', '/cases?status=lost')).status).toBe(400);
  });

  it('ingests slides again in one job, and says which cases need none', async () => {
    const [indexed] = await list();
    const refused = await act({ ids: [indexed!.id], action: 'retry' });
    expect(refused.items[0]).toMatchObject({ success: false });
    expect(refused.job).toBeNull();
    const png = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
      'base64',
    );
    for (const name of ['one.png', 'two.png']) {
      const body = Buffer.concat([png, Buffer.from(name)]);
      await fetch(api.at(`/uploads/archived/${name}`), { method: 'PUT', body });
    }
    const troubled = () => list('?status=failed&status=skipped');
    await until('both failed', async () => (await troubled()).length === 2);
    const { items, job } = await act({ ids: (await troubled()).map(({ id }) => id), action: 'retry' });
    expect(items.every(({ success }) => success)).toBe(true);
    // Two slides, and the step that closes an ingest.
    expect(job?.steps.total).toBe(3);
  });

  it('deletes for good, with slides and all', async () => {
    const doomed = (await list('?status=indexed')).slice(0, 2);
    const { items } = await act({ ids: doomed.map(({ id }) => id), action: 'delete' });
    expect(items.every(({ success }) => success)).toBe(true);
    for (const { id, slides } of doomed) {
      expect((await api.refusal('GET', `/cases/${id}`)).status).toBe(404);
      expect((await api.refusal('GET', `/slides/${slides[0]!.id}`)).status).toBe(404);
    }
    expect((await api.refusal('POST', '/cases/actions', { ids: [], action: 'delete' })).status).toBe(400);
  });
});

describe('tissue at one scale', () => {
  it('is a square of the µm asked for; a smaller slide is shown whole', async () => {
    const [item] = await list('?status=indexed');
    const [slide] = item!.slides;
    expect(slide!.width).toBe(512);
    const sizeOf = async (query: string) => {
      const response = await fetch(api.at(`/slides/${slide!.id}/thumbnail?${query}`));
      expect(response.headers.get('content-type')).toBe('image/jpeg');
      const { default: sharp } = await import('sharp');
      const { width, height } = await sharp(Buffer.from(await response.arrayBuffer())).metadata();
      return [width, height];
    };
    // 0.5 µm/px: 512 px are 256 µm.
    expect(await sizeOf('side=1024&um=100')).toEqual([200, 200]);
    expect(await sizeOf('side=128&um=100')).toEqual([128, 128]);
    expect(await sizeOf('side=1024&um=2000')).toEqual([512, 512]);
    expect((await api.refusal('GET', `/slides/${slide!.id}/thumbnail?um=5`)).status).toBe(400);
  });
});
