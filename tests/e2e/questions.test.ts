import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SearchAnswer } from '../../src/api/schemas/search.js';
import { ask, type Server, scratch, serve } from '../support/house.js';
import { createHttp, type Http } from '../support/http.js';
import { caseList, makeSmallArchive, type SmallSlide } from '../support/small-archive.js';

type Slide = { readonly id: string; readonly name: string; readonly width: number; readonly height: number };
type Box = { x: number; y: number; width: number; height: number };

const REGION = { x: 100, y: 120, width: 300, height: 280 };
const TRIANGLE = [
  { x: 40, y: 50 },
  { x: 500, y: 60 },
  { x: 60, y: 420 },
];
const folder = scratch();
const data = join(folder, 'data');
const pictures = join(folder, 'slides');
let server: Server;
let api: Http;
let made: SmallSlide[];
let slides: Map<string, Slide>;

beforeAll(async () => {
  const drawn = await makeSmallArchive(pictures, { slides: 9 });
  // The last one is a second case of the first patient.
  made = drawn.map((slide, i) => (i === 8 ? { ...slide, patientId: drawn[0]!.patientId } : slide));
  writeFileSync(join(pictures, 'cases.csv'), caseList(made));
  await ask(['ingest', pictures, '--cases', join(pictures, 'cases.csv')], { data });
  server = await serve(data);
  api = createHttp(server.url);
  slides = new Map((await api.walk<Slide>('/slides', 100)).map((slide) => [slide.name, slide]));
});
afterAll(() => server?.stop());

const idOf = (index: number) => slides.get(made[index]!.file)!.id;
const question = (body: object) => api.post<SearchAnswer>('/searches', body);
const about = (index: number, body: object = {}) =>
  question({ slideId: idOf(index), region: REGION, ...body });
const caseIds = (answer: SearchAnswer) => answer.cases.map(({ caseId }) => caseId);
/** An answer without what differs each time it is asked. */
const same = ({ id: _, createdAt: _c, expiresAt: _e, ms: _m, ...rest }: SearchAnswer) => rest;

function expectInside(answer: SearchAnswer): void {
  for (const { name, regions } of answer.cases.flatMap((hit) => hit.slides)) {
    const { width, height } = slides.get(name)!;
    expect(regions.length, name).toBeGreaterThan(0);
    for (const region of regions) {
      expect(Math.min(region.x, region.y), name).toBeGreaterThanOrEqual(0);
      expect(region.x + region.width, name).toBeLessThanOrEqual(width);
      expect(region.y + region.height, name).toBeLessThanOrEqual(height);
      expect(Math.abs(region.similarity)).toBeLessThanOrEqual(1.0001);
    }
  }
}

describe('a question', () => {
  it('of a region finds the same tissue of another site first, and never the asking patient', async () => {
    for (const [index, asked] of made.entries()) {
      const answer = await about(index, { k: 3 });
      expect(answer.query).toMatchObject({ kind: 'region', slideId: idOf(index), k: 3 });
      expect(answer.cases).toHaveLength(3);
      expect(answer.cases[0]!.diagnosis.text, asked.diagnosis).toBe(asked.diagnosis);
      expect(caseIds(answer)).not.toContain(asked.caseId);
      const scores = answer.cases.map(({ score }) => score);
      expect(scores).toEqual([...scores].sort((a, b) => b - a));
      expectInside(answer);
    }
  });

  it('asked twice has the same answer', async () => {
    expect(same(await about(0))).toEqual(same(await about(0)));
  });

  it('is not answered by another case of its own patient, unless that is wanted; by its own slide never', async () => {
    const [first, second] = [made[0]!.caseId, made[8]!.caseId];
    for (const body of [{}, { region: undefined }, { polygon: TRIANGLE, region: undefined }]) {
      expect(caseIds(await about(0, { ...body, k: 50 }))).not.toContain(second);
      const own = await about(0, { ...body, k: 50, includeOwnPatient: true });
      expect(caseIds(own)).toContain(second);
      expect(caseIds(own)).not.toContain(first);
    }
  });

  it.each([
    ['polygon', { polygon: [40, 50, 500, 60, 450, 500, 60, 420], region: undefined }],
    ['slide', { region: undefined }],
    ['region', { regions: [REGION, { x: 450, y: 450, width: 200, height: 200 }], region: undefined }],
    ['region', { scoring: 'median' }],
  ])('of a %s (%j)', async (kind, given) => {
    const { polygon, ...body } = given as { polygon?: number[] };
    const points = polygon?.flatMap((x, i) => (i % 2 === 0 ? [{ x, y: polygon[i + 1] }] : []));
    const answer = await about(2, { ...body, ...(points ? { polygon: points } : {}) });
    expect(answer.query.kind).toBe(kind);
    expect(answer.query.tiles).toBeGreaterThan(0);
    expect(answer.cases[0]!.diagnosis.text).toBe(made[2]!.diagnosis);
    expectInside(answer);
  });

  it('scored by medians says that the calibration of the archive does not hold for them', async () => {
    const answer = await about(2, { scoring: 'median' });
    expect(answer).toMatchObject({
      abstained: false,
      reason: expect.stringContaining('holds for mean scores'),
    });
  });

  it('of a picture finds the slide that it shows, and the picture can be opened again', async () => {
    const png = await sharp(join(pictures, made[1]!.file)).png().toBuffer();
    for (const image of [png.toString('base64'), `data:image/png;base64,${png.toString('base64')}`]) {
      const answer = await question({ image, mpp: 0.5, k: 2 });
      expect(answer.query).toMatchObject({ kind: 'picture', slideId: null, mpp: 0.5 });
      expect(answer.cases[0]!.caseId).toBe(made[1]!.caseId);
      expect(answer.cases[0]!.score).toBeGreaterThan(0.98);
      const kept = await fetch(api.at(`/searches/${answer.id}/picture`));
      expect(Buffer.from(await kept.arrayBuffer()).equals(png)).toBe(true);
    }
  });

  it('in every space at once is placed by fused rank, with the rank in each', async () => {
    const answer = await about(0, { space: 'all' });
    expect(Array.isArray(answer.space) && answer.space.length).toBeGreaterThan(1);
    expect(answer.cases.map(({ fusedRank }) => fusedRank)).toEqual(answer.cases.map((_, i) => i + 1));
    expect(Object.keys(answer.cases[0]!.ranks ?? {})).toEqual(
      expect.arrayContaining([...(answer.space ?? [])]),
    );
    const coarse = (answer.space as string[]).at(-1)!;
    expect((await about(0, { space: coarse })).space).toBe(coarse);
  });

  it('may want the nearest tiles instead of cases', async () => {
    const answer = await about(3, { view: 'tiles' });
    const tiles = answer.tiles!;
    expect(tiles.length).toBeGreaterThan(0);
    expect(tiles.every(({ caseId }) => caseId !== made[3]!.caseId)).toBe(true);
    for (let tile = 0; tile < answer.query.tiles; tile++) {
      const found = tiles.filter(({ queryTile }) => queryTile === tile).map(({ similarity }) => similarity);
      expect(found).toEqual([...found].sort((a, b) => b - a));
    }
  });

  it('may want more tiles than candidates are drawn from, and gets them', async () => {
    const region = { x: 0, y: 0, width: 224, height: 224 };
    const answer = await about(3, { region, view: 'tiles', k: 500 });
    expect(answer.query.tiles).toBe(1);
    expect(answer.searched.tiles).toBeGreaterThan(100);
    expect(answer.tiles).toHaveLength(answer.searched.tiles);
  });

  it('is narrowed by filters: the same key is or, several keys are and', async () => {
    const organs = async (filters: object) =>
      new Set((await about(0, { filters })).cases.map((hit) => `${hit.organ} ${hit.site}`));
    expect(await organs({ organ: ['colon'] })).toEqual(new Set(['colon north', 'colon harbour']));
    expect(await organs({ organ: ['colon', 'lung'], site: ['harbour'] })).toEqual(
      new Set(['colon harbour', 'lung harbour']),
    );
    const none = await about(0, { filters: { organ: ['brain'] } });
    expect(none.cases).toEqual([]);
    expect(none.searched).toMatchObject({ tiles: 0, cases: 0 });
  });
});

describe('words', () => {
  beforeAll(async () => {
    const list = join(folder, 'zh.csv');
    writeFileSync(
      list,
      'case_id,patient_id,organ,diagnosis,report\nZH1,PZ1,肺,肺腺癌,右上肺叶腺癌，贴壁型\nZH2,PZ2,乳腺,乳腺浸润性导管癌,三级\nZH3,PZ3,肺,肺鳞状细胞癌,角化\n',
    );
    await ask(['import', 'cases', list], { data });
  });

  it.each([
    ['adenocarcinoma', ['C-02', 'C-06']],
    ['squamous cell', ['C-03', 'C-07']],
    ['腺癌', ['ZH1']],
    ['肺', ['ZH1', 'ZH3']],
    ['导管癌', ['ZH2']],
    ['no such words', []],
  ])('“%s” finds %j', async (text, found) => {
    const answer = await question({ text });
    expect(answer.query.kind).toBe('text');
    expect(caseIds(answer).sort()).toEqual(found);
  });

  it('go with a region: both orders are fused', async () => {
    const answer = await about(0, { text: 'squamous' });
    expect(answer.query.text).toBe('squamous');
    const ranks = answer.cases.map(({ ranks }) => Object.keys(ranks ?? {}));
    expect(ranks.some((names) => names.includes('text'))).toBe(true);
    expect(answer.cases.map(({ fusedRank }) => fusedRank)).toEqual(answer.cases.map((_, i) => i + 1));
  });

  it('let the asking patient answer no more than pixels do, and the asking slide never', async () => {
    const [first, second] = [made[0]!.caseId, made[8]!.caseId];
    const words = { text: made[0]!.diagnosis, k: 50 };
    expect(caseIds(await question(words))).toEqual(expect.arrayContaining([first, second]));
    const answer = await about(0, words);
    expect(caseIds(answer)).not.toContain(first);
    expect(caseIds(answer)).not.toContain(second);
    const own = await about(0, { ...words, includeOwnPatient: true });
    expect(caseIds(own)).not.toContain(first);
    expect(caseIds(own)).toContain(second);
    const refined = await api.post<SearchAnswer>(`/searches/${(await about(0)).id}/refinements`, words);
    expect(caseIds(refined)).not.toContain(first);
  });
});

describe('an answer', () => {
  it('is kept under its id, listed newest first, and forgotten on request', async () => {
    const answer = await about(4);
    expect(answer.id).toMatch(/^q_[\w-]{20}$/);
    expect(await api.get(`/searches/${answer.id}`)).toEqual(answer);
    const listed = await api.walk<{ id: string }>('/searches', 3);
    expect(listed[0]!.id).toBe(answer.id);
    expect(new Set(listed.map(({ id }) => id)).size).toBe(listed.length);
    await api.delete(`/searches/${answer.id}`);
    expect((await api.refusal('GET', `/searches/${answer.id}`)).tag).toBe('not-found');
  });

  it('changes with a mark under the same id, and the mark taken back gives the earlier one again', async () => {
    const before = await about(5, { k: 4 });
    const hit = before.cases[0]!;
    const mark = `/searches/${before.id}/marks/${hit.slides[0]!.regions[0]!.tileId}`;
    for (const relevant of [false, true]) {
      const marked = await api.put<SearchAnswer>(mark, { relevant });
      expect(marked.id).toBe(before.id);
      const found = marked.cases.find(({ id }) => id === hit.id);
      expect(found?.mark).toBe(relevant ? 'relevant' : 'not-relevant');
      expect(same(marked)).not.toEqual(same(before));
      expect(await api.get(`/searches/${before.id}`)).toEqual(marked);
    }
    expect(same(await api.delete<SearchAnswer>(mark))).toEqual(same(before));
    expect(same(await api.get<SearchAnswer>(`/searches/${before.id}`))).toEqual(same(before));
    expect((await api.refusal('PUT', `/searches/${before.id}/marks/99999999`, { relevant: true })).tag).toBe(
      'not-found',
    );
  });

  it('shows matched pairs: for each query tile the best of one case', async () => {
    const answer = await about(6);
    for (const place of [answer.cases[0]!.id, answer.cases[0]!.caseId]) {
      const { pairs } = await api.get<{
        pairs: { queryTile: number; slideId: string; similarity: number }[];
      }>(`/searches/${answer.id}/pairs?case=${place}`);
      expect(pairs.map(({ queryTile }) => queryTile)).toEqual(answer.query.boxes.map((_, i) => i));
      expect(pairs.every(({ slideId }) => slideId === answer.cases[0]!.slides[0]!.slideId)).toBe(true);
      const best = Math.max(...pairs.map(({ similarity }) => similarity));
      expect(best).toBeGreaterThanOrEqual(answer.cases[0]!.score - 1e-4);
    }
    expect((await api.refusal('GET', `/searches/${answer.id}/pairs?case=none`)).tag).toBe('not-found');
  });

  it('shows a heat map over any archived slide, brightest on the tissue that was asked for', async () => {
    const answer = await about(7);
    const mean = async (index: number) => {
      const map = await api.get<{
        space: string;
        tiles: (Box & { similarity: number; percentile: number | null })[];
      }>(`/searches/${answer.id}/heatmaps/${idOf(index)}`);
      expect(map.space).toBe(answer.space);
      expect(map.tiles.length).toBeGreaterThan(4);
      expect(new Set(map.tiles.map(({ x, y }) => `${x},${y}`)).size).toBe(map.tiles.length);
      return map.tiles.reduce((sum, { similarity }) => sum + similarity, 0) / map.tiles.length;
    };
    expect(await mean(3)).toBeGreaterThan(await mean(1));
    expect((await api.refusal('GET', `/searches/${answer.id}/heatmaps/none`)).tag).toBe('not-found');
  });

  it('shows the contrast between two diagnoses, and its reverse', async () => {
    const answer = await about(1);
    const [a, b] = [made[1]!.diagnosis, made[3]!.diagnosis].map(encodeURIComponent);
    type Contrast = { mean: number; patients: { a: number; b: number }; tiles: { difference: number }[] };
    const there = await api.get<Contrast>(`/searches/${answer.id}/contrast?a=${a}&b=${b}`);
    const back = await api.get<Contrast>(`/searches/${answer.id}/contrast?a=${b}&b=${a}`);
    expect(there.mean).toBeGreaterThan(0);
    expect(there.patients).toEqual({ a: 1, b: 2 });
    expect(there.tiles).toHaveLength(answer.query.tiles);
    expect(back.mean).toBeCloseTo(-there.mean, 5);
    expect((await api.refusal('GET', `/searches/${answer.id}/contrast?a=x&b=${b}`)).tag).toBe('not-found');
  });
});
