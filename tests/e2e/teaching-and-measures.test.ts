import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, type Server, scratch, serve } from '../support/house.js';
import { createHttp, type Http } from '../support/http.js';
import { caseList, makeSmallArchive } from '../support/small-archive.js';

type Collection = {
  id: string;
  name: string;
  about: string;
  items: { id: string; note: string; slideId: string; place: number }[];
};
type Case = { id: string; caseId: string; diagnosis: { text: string }; slideIds: string[] };
type Answer = { id: string; cases: { organ: string; caseId: string }[]; query: { filters: object } };

const BOX = { x: 10, y: 20, width: 300, height: 200 };
const folder = scratch();
const data = join(folder, 'data');
const pictures = join(folder, 'slides');
let server: Server;
let api: Http;
let slides: { id: string; name: string }[];

beforeAll(async () => {
  const drawn = await makeSmallArchive(pictures, { slides: 6 });
  const made = drawn.map((slide, i) => (i === 4 ? { ...slide, patientId: drawn[0]!.patientId } : slide));
  writeFileSync(join(pictures, 'cases.csv'), caseList(made));
  await ask(['ingest', pictures, '--cases', join(pictures, 'cases.csv')], { data });
  server = await serve(data);
  api = createHttp(server.url);
  slides = [...(await api.walk<{ id: string; name: string }>('/slides', 50))].sort((a, b) =>
    a.name.localeCompare(b.name),
  );
});
afterAll(() => server?.stop());

describe('teaching collections', () => {
  it('keep regions with notes, are changed, and lose what is deleted', async () => {
    const made = await api.post<Collection>('/collections', { name: ' Thursday ' });
    expect(made).toMatchObject({ name: 'Thursday', about: '', items: [] });
    const items = `/collections/${made.id}/items`;
    await api.post(items, { slideId: slides[0]!.id, box: BOX, note: 'a border' });
    const beyond = { x: 700, y: 700, width: 500, height: 500 };
    const two = await api.post<Collection>(items, { slideId: slides[1]!.id, box: beyond });
    expect(two.items).toMatchObject([
      { box: BOX, note: 'a border', slideId: slides[0]!.id, mpp: 0.5 },
      { box: { x: 700, y: 700, width: 68, height: 68 }, note: '' },
    ]);
    const changed = await api.fetchJson('PATCH', `${items}/${two.items[1]!.id}`, { note: 'an edge' });
    expect((await changed.json()) as Collection).toMatchObject({ items: [{}, { note: 'an edge' }] });
    const about = await api.fetchJson('PATCH', `/collections/${made.id}`, { about: 'for residents' });
    expect(await about.json()).toMatchObject({ name: 'Thursday', about: 'for residents' });
    const list = await api.get<{ items: object[] }>('/collections?limit=5');
    expect(list.items).toMatchObject([
      { id: made.id, items: 2, cover: { slideId: slides[0]!.id, box: BOX } },
    ]);
    await api.delete(`/slides/${slides[1]!.id}`);
    expect(await api.get(`/collections/${made.id}`)).toMatchObject({ items: [{ note: 'a border' }] });
    expect((await api.delete<Collection>(`${items}/${two.items[0]!.id}`)).items).toEqual([]);
    await api.delete(`/collections/${made.id}`);
    expect((await api.refusal('GET', `/collections/${made.id}`)).tag).toBe('not-found');
  });

  it('take a region back at its own place', async () => {
    const { id } = await api.post<Collection>('/collections', { name: 'In order' });
    const items = `/collections/${id}/items`;
    const put = (note: string, place?: number) =>
      api.post<Collection>(items, { slideId: slides[0]!.id, box: BOX, note, place });
    await put('first');
    await put('second');
    const before = await put('third');
    const { id: itemId, note, place } = before.items[1]!;
    await api.delete(`${items}/${itemId}`);
    const after = await put(note, place);
    expect(after.items.map((item) => item.note)).toEqual(['first', 'second', 'third']);
    await api.delete(`/collections/${id}`);
  });

  it('refuse what they cannot keep, by name', async () => {
    const { id } = await api.post<Collection>('/collections', { name: 'x' });
    const at = `/collections/${id}/items`;
    const beside = { ...BOX, x: 5000 };
    expect((await api.refusal('POST', at, { slideId: slides[0]!.id, box: beside })).tag).toBe(
      'invalid-input',
    );
    expect((await api.refusal('POST', at, { slideId: 's_none', box: BOX })).tag).toBe('not-found');
    const lost = { slideId: slides[0]!.id, box: BOX };
    expect((await api.refusal('POST', '/collections/t_none/items', lost)).tag).toBe('not-found');
    expect((await api.refusal('PATCH', `${at}/i_none`, { note: '' })).tag).toBe('not-found');
    expect((await api.refusal('POST', '/collections', { name: '  ' })).tag).toBe('invalid-input');
  });
});

describe('lists and questions of the pages', () => {
  it('cases come in the order asked for, with their number on all pages', async () => {
    const page = await api.get<{ total: number }>('/cases?limit=2&sort=diagnosis');
    expect(page.total).toBe(6);
    const all = await api.walk<Case>('/cases?sort=diagnosis', 2);
    const names = all.map((item) => item.diagnosis.text.toLowerCase());
    expect(names).toEqual([...names].sort());
    expect((await api.get<{ total: number }>('/cases?filter=organ%3Dlung')).total).toBe(2);
    const foreign = await api.get<{ nextCursor: string }>('/cases?limit=2');
    const refused = await api.refusal('GET', `/cases?sort=organ&cursor=${foreign.nextCursor}`);
    expect(refused.tag).toBe('invalid-input');
  });

  it('a list is jumped into, and cases say what goes with them', async () => {
    const ids = (list: readonly Case[]) => list.map((item) => item.id);
    const all = await api.walk<Case>('/cases?sort=organ', 50);
    const middle = await api.get<{ items: Case[]; total: number }>('/cases?sort=organ&offset=3&limit=2');
    expect(ids(middle.items)).toEqual(ids(all.slice(3, 5)));
    expect(middle.total).toBe(6);
    const { nextCursor } = await api.get<{ nextCursor: string }>('/cases?limit=2');
    const both = await api.refusal('GET', `/cases?offset=3&cursor=${nextCursor}`);
    expect(both.tag).toBe('invalid-input');
    const [one] = all;
    const slide = await api.get<{ spaces: { indexed: number }[] }>(`/slides/${one!.slideIds[0]}/ledger`);
    const tiles = slide.spaces.reduce((sum, space) => sum + space.indexed, 0);
    expect(tiles).toBeGreaterThan(0);
    expect(await api.post('/cases/holdings', { ids: [one!.id, 'c_none'] })).toEqual({
      cases: 1,
      slides: 1,
      tiles,
    });
  });

  it('cases like a slide are shown in passing: as a question would find them, with nothing kept', async () => {
    const listed = async () => (await api.get<{ items: object[] }>('/searches?limit=50')).items.length;
    const slideId = slides[0]!.id;
    const asked = await api.post<Answer>('/searches', { slideId, k: 3 });
    const before = await listed();
    const similar = await api.get<Answer & { abstained: boolean }>(`/slides/${slideId}/similar?k=3`);
    expect(similar.cases).toEqual(asked.cases);
    expect(similar.abstained).toBe(false);
    expect(await listed()).toBe(before);
    expect((await api.refusal('GET', '/slides/s_none/similar')).tag).toBe('not-found');
  });

  it('a patient’s cases stand together', async () => {
    const cases = await api.walk<Case>('/cases', 50);
    const first = cases.find((item) => item.caseId === 'C-01')!;
    const { items } = await api.get<{ items: Case[] }>(`/cases/${first.id}/patient`);
    expect(items.map((item) => item.caseId)).toEqual(['C-01', 'C-05']);
    expect(items[1]!.slideIds).toEqual([slides[4]!.id]);
  });

  it('a question is narrowed under an address of its own, and the list of questions says what was asked', async () => {
    const asked = await api.post<Answer>('/searches', { slideId: slides[0]!.id, region: BOX });
    const path = `/searches/${asked.id}`;
    const narrow = await api.post<Answer>(`${path}/refinements`, { filters: { organ: ['lung'] } });
    expect(narrow.id).not.toBe(asked.id);
    expect(new Set(narrow.cases.map((hit) => hit.organ))).toEqual(new Set(['lung']));
    const own = await api.post<Answer>(`${path}/refinements`, { includeOwnPatient: true });
    expect(own.cases.map((hit) => hit.caseId)).toContain('C-05');
    expect(asked.cases.map((hit) => hit.caseId)).not.toContain('C-05');
    expect((await api.get<Answer>(path)).cases).toEqual(asked.cases);
    const list = await api.get<{ items: object[] }>('/searches?limit=3');
    expect(list.items[2]).toMatchObject({
      id: asked.id,
      kind: 'region',
      slideId: slides[0]!.id,
      box: BOX,
      text: null,
      organ: 'breast',
      diagnosis: 'Invasive ductal carcinoma',
    });
    expect((await api.refusal('POST', '/searches/q_none/refinements', {})).tag).toBe('not-found');
  });

  it('what was measured is kept, newest first', async () => {
    const report = await api.post<object>('/evaluations/retrieval', { label: 'organ' });
    await api.post('/evaluations/retrieval', { label: 'diagnosis', scoring: 'median' });
    const { items } = await api.get<{ items: object[] }>('/evaluations/retrieval?limit=5');
    expect(items).toMatchObject([
      { scoring: 'median', report: { label: 'diagnosis' } },
      { scoring: 'mean', report },
    ]);
  });

  it('a slide gets a second try, with another µm/px', async () => {
    const { id } = await api.post<{ id: string }>(`/slides/${slides[2]!.id}/retry`, { mpp: 0.25 });
    expect(await api.finished(id)).toMatchObject({ state: 'done' });
    expect(await api.get(`/slides/${slides[2]!.id}`)).toMatchObject({ mpp: 0.25, mppSource: 'user' });
    expect((await api.refusal('POST', '/slides/s_none/retry', {})).tag).toBe('not-found');
  });
});

describe('the pages’ own addresses', () => {
  it('answer one page under a strict policy; assets never change; everything else is a problem', async () => {
    for (const place of [
      '/',
      '/slides/s_1',
      '/searches/q_1',
      '/compare',
      '/collections',
      '/system',
      '/cases/c_1',
    ]) {
      const response = await fetch(server.url + place);
      expect(response.status, place).toBe(200);
      const policy = response.headers.get('content-security-policy');
      expect(policy).toContain("default-src 'self'");
      expect(policy).not.toContain('unsafe');
      const page = await response.text();
      expect(page).not.toMatch(/<script>|<style|https?:\/\//);
      const script = /src="(\/assets\/[^"]+\.js)"/.exec(page)![1]!;
      const asset = await fetch(server.url + script);
      expect(asset.headers.get('cache-control')).toContain('immutable');
      expect(asset.headers.get('content-encoding')).toBe('gzip');
      expect(await asset.text()).toContain('function');
      for (const coding of ['br', 'identity']) {
        const other = await fetch(server.url + script, { headers: { 'accept-encoding': coding } });
        expect(other.headers.get('content-encoding')).toBe(coding === 'br' ? 'br' : null);
        expect(await other.text()).toContain('function');
      }
    }
    const ahead = (await fetch(`${server.url}/slides/s_1`)).headers.get('link');
    expect(ahead).toContain('</api/v1/slides/s_1/thumbnail?side=512>; rel=preload; as=image');
    const library = /<(\/assets\/[^>]+)>; rel=modulepreload/.exec(ahead ?? '')?.[1];
    expect((await fetch(server.url + library)).status).toBe(200);
    expect((await fetch(`${server.url}/`)).headers.get('link')).toBeNull();
    const accept = { accept: 'text/html' };
    expect((await fetch(`${server.url}/nothing`, { headers: accept })).status).toBe(404);
    expect((await fetch(`${server.url}/assets/..%2Findex.html`)).status).toBe(404);
    expect((await fetch(`${server.url}/assets/none.js`)).headers.get('content-type')).toContain('problem');
  });
});
