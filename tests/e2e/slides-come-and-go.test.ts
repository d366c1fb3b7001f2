import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SearchAnswer } from '../../src/api/schemas/search.js';
import { ask, cli, type Server, scratch, serve, until } from '../support/house.js';
import { createHttp, type Http, type JobState, problemIn } from '../support/http.js';
import { drawSmallSlide, makeSmallArchive, type SmallSlide } from '../support/small-archive.js';

type Slide = {
  readonly id: string;
  readonly name: string;
  readonly caseId: string;
  readonly noCase: boolean;
  readonly diagnosis: string | null;
  readonly state: string;
  readonly status: string;
  readonly expiresAt: string | null;
};
type Status = { cases: number; slides: { archived: number; visiting: number }; tiles: number };
type Report = {
  slides: { slideId: string; name: string; status: string; known: boolean; error: { tag: string } | null }[];
};

const SIDE_PX = 500;
const folder = scratch();
const data = join(folder, 'data');
const pictures = join(folder, 'slides');
const uploads = join(data, 'uploads');
const visitor = join(folder, 'visitor.tif');
let server: Server;
let api: Http;
let made: SmallSlide[];

beforeAll(async () => {
  made = await makeSmallArchive(pictures, { slides: 5, sidePx: SIDE_PX });
  await drawSmallSlide(visitor, { pattern: 'crypts', site: 'lake', seed: 'visitor', sidePx: SIDE_PX });
  await ask(['ingest', pictures, '--cases', join(pictures, 'cases.csv')], { data });
  await open();
});
afterAll(() => server?.stop());

async function open(env: Record<string, string> = {}): Promise<void> {
  await server?.stop();
  server = await serve(data, env);
  api = createHttp(server.url);
}

const upload = (kind: string, name: string, body: Uint8Array, query = '') =>
  fetch(api.at(`/uploads/${kind}/${encodeURIComponent(name)}${query}`), {
    method: 'PUT',
    body: Buffer.from(body),
  });
const status = () => api.get<Status>('/status');
const find = (reference: string) => api.get<Slide>(`/slides/find?reference=${encodeURIComponent(reference)}`);
const heldUploads = () => (existsSync(uploads) ? readdirSync(uploads) : []);

describe('an upload', () => {
  it('as a visiting slide can be viewed and asked, and never answers', async () => {
    const before = await status();
    const slide = (await (await upload('visiting', 'visitor.tif', readFileSync(visitor))).json()) as Slide;
    expect(slide).toMatchObject({ name: 'visitor.tif', state: 'visiting', noCase: true });
    expect(Date.parse(slide.expiresAt!)).toBeGreaterThan(Date.now());
    expect((await fetch(api.at(`/slides/${slide.id}/thumbnail`))).status).toBe(200);
    const asked = await api.post<SearchAnswer>('/searches', { slideId: slide.id });
    expect(asked.cases[0]!.diagnosis.text).toBe('Colon adenocarcinoma');
    expect((await status()).tiles).toBe(before.tiles);
    const colon = await find(made[1]!.file);
    const answer = await api.post<SearchAnswer>('/searches', { slideId: colon.id, k: 50 });
    expect(answer.cases.flatMap((hit) => hit.slides.map(({ name }) => name))).not.toContain('visitor.tif');
  });

  it('of the same bytes again is the same slide, from where it lies', async () => {
    const slide = await find('visitor.tif');
    const again = (await (await upload('visiting', 'other-name.tif', readFileSync(visitor))).json()) as Slide;
    expect(again.id).toBe(slide.id);
    expect(heldUploads()).toHaveLength(1);
  });

  it('of bytes that the archive has leaves no second copy', async () => {
    const held = heldUploads();
    const job = (await (
      await upload('archived', 'copy.tif', readFileSync(join(pictures, made[0]!.file)))
    ).json()) as JobState;
    await api.finished(job.id);
    const report = await api.get<Report>(`/ingests/${job.id}`);
    expect(report.slides[0]).toMatchObject({
      name: 'copy.tif',
      slideId: (await find(made[0]!.file)).id,
      known: true,
      status: 'indexed',
    });
    expect(heldUploads()).toEqual(held);
  });

  it('that visits can be archived, and then answers', async () => {
    const slide = await find('visitor.tif');
    const job = await api.post<JobState>(`/slides/${slide.id}/archive`);
    expect((await api.finished(job.id)).state).toBe('done');
    expect(await find('visitor.tif')).toMatchObject({ id: slide.id, state: 'archived', expiresAt: null });
    expect((await api.refusal('POST', `/slides/${slide.id}/archive`)).tag).toBe('conflict');
    const colon = await find(made[1]!.file);
    const answer = await api.post<SearchAnswer>('/searches', { slideId: colon.id, k: 50 });
    expect(answer.cases.find((hit) => hit.slides.some(({ name }) => name === 'visitor.tif'))).toMatchObject({
      noCase: true,
      diagnosis: { text: null },
    });
  });

  it('that is archived and deleted leaves neither its file nor its pictures', async () => {
    const body = readFileSync(join(pictures, made[0]!.file));
    const other = Buffer.concat([body, Buffer.from('another file of the same pixels')]);
    const job = (await (await upload('archived', '切片 [1] & co.tif', other)).json()) as JobState;
    await api.finished(job.id);
    const slide = await find('切片 [1] & co.tif');
    expect(slide).toMatchObject({ state: 'archived', status: 'indexed' });
    await fetch(api.at(`/slides/${slide.id}/thumbnail`));
    const thumbnails = join(data, 'cache/pictures', slide.id);
    expect(readdirSync(thumbnails)).toHaveLength(1);
    const held = heldUploads().length;
    await api.delete(`/slides/${slide.id}`);
    expect(existsSync(thumbnails)).toBe(false);
    await until('its folder is gone', () => heldUploads().length === held - 1);
  });

  it('with a name that leads elsewhere is refused, and nothing is written', async () => {
    const held = heldUploads();
    for (const name of [
      '..',
      '.',
      '../../evil.tif',
      '..\\evil.tif',
      'a/b.tif',
      'nul\0.tif',
      '病'.repeat(150),
    ]) {
      const response = await upload('archived', name, new Uint8Array([1, 2, 3]));
      expect(['invalid-input', 'not-found'], name).toContain((await problemIn(response)).tag);
    }
    expect(heldUploads()).toEqual(held);
    expect(existsSync(join(data, 'evil.tif')) || existsSync(join(folder, 'evil.tif'))).toBe(false);
  });

  it('that breaks off leaves nothing, and comes whole the next time', async () => {
    const held = heldUploads();
    const { hostname, port, host } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    socket.write(
      `PUT /api/v1/uploads/visiting/broken.tif HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/octet-stream\r\nContent-Length: 9000000\r\n\r\n`,
    );
    socket.write(Buffer.alloc(300_000, 7));
    await until('the upload has begun', () => heldUploads().length === held.length + 1);
    socket.destroy();
    await until('what came is gone', () => heldUploads().length === held.length);
    expect((await api.refusal('GET', '/slides/find?reference=broken.tif')).tag).toBe('not-found');
    expect((await api.get<{ status: string }>('/health')).status).toBe('ok');
  });

  it('that a crash cut short is gone at the next start', async () => {
    const held = heldUploads();
    mkdirSync(join(uploads, 'cut'));
    writeFileSync(join(uploads, 'cut', '.partial'), 'half a slide');
    await open();
    expect(heldUploads()).toEqual(held);
  });

  it('that is no slide is refused and leaves nothing; one that is too large as well', async () => {
    const held = heldUploads();
    expect((await problemIn(await upload('visiting', 'no.tif', Buffer.from('no slide')))).tag).toBe(
      'unsupported-format',
    );
    await open({ TESSERA_MAX_UPLOAD_BYTES: '1000' });
    const response = await upload('visiting', 'large.tif', readFileSync(visitor));
    expect((await problemIn(response)).tag).toBe('too-large');
    expect(heldUploads()).toEqual(held);
  });
});

describe('a visiting slide', () => {
  it('and a kept answer go when their time is over; the file of the archive stays', async () => {
    await open({ TESSERA_VISITING_HOURS: '0.0003', TESSERA_SEARCH_DAYS: '0.00002' });
    const guest = join(folder, 'guest.tif');
    await drawSmallSlide(guest, { pattern: 'fat', site: 'lake', seed: 'guest', sidePx: SIDE_PX });
    const slide = (await (await upload('visiting', 'guest.tif', readFileSync(guest))).json()) as Slide;
    const answer = await api.post<SearchAnswer>('/searches', { slideId: slide.id });
    expect(heldUploads()).not.toHaveLength(0);
    const over = Math.max(Date.parse(slide.expiresAt!), Date.parse(answer.expiresAt));
    await until('their time is over', () => Date.now() > over);
    expect((await api.refusal('GET', `/searches/${answer.id}`)).tag).toBe('not-found');
    const held = heldUploads().length;
    await open();
    await until('it is gone', async () => (await status()).slides.visiting === 0);
    expect((await api.refusal('GET', `/slides/${slide.id}`)).tag).toBe('not-found');
    await until('its file is gone', () => heldUploads().length === held - 1);
    expect(readdirSync(pictures)).toHaveLength(made.length + 1);
  });
});

describe('a file', () => {
  const ingest = (path: string, ...flags: string[]) => ask<Report>(['ingest', path, ...flags], { data });

  it('that was moved is the same slide at its new place', async () => {
    const slide = await find(made[2]!.file);
    const elsewhere = join(folder, 'elsewhere');
    mkdirSync(elsewhere);
    const moved = join(elsewhere, 'moved.tif');
    renameSync(join(pictures, made[2]!.file), moved);
    const before = await status();
    const [found] = (await ingest(moved)).slides;
    expect(found).toMatchObject({ slideId: slide.id, known: true, status: 'indexed' });
    expect(await status()).toMatchObject({ tiles: before.tiles, cases: before.cases });
    expect((await fetch(api.at(`/slides/${slide.id}/region?x=0&y=0&width=50&height=50`))).status).toBe(200);
  });

  it('that changed is refused as it is, and read anew on request', async () => {
    const place = join(pictures, made[3]!.file);
    const old = await find(made[3]!.file);
    copyFileSync(join(pictures, made[4]!.file), join(folder, 'kept.tif'));
    await drawSmallSlide(place, { pattern: 'muscle', site: 'valley', seed: 'changed', sidePx: SIDE_PX });
    const [refused] = (await ingest(place)).slides;
    expect(refused).toMatchObject({ status: 'failed', error: { tag: 'changed-file' } });
    expect(await find(made[3]!.file)).toMatchObject({ id: old.id, status: 'indexed' });
    const [taken] = (await ingest(place, '--changed', 'reingest')).slides;
    expect(taken).toMatchObject({ status: 'indexed', known: false });
    const now = await find(made[3]!.file);
    expect(now.id).not.toBe(old.id);
    expect(now.caseId).toBe(old.caseId);
    expect((await api.refusal('GET', `/slides/${old.id}`)).tag).toBe('not-found');
  });

  it('without a case is claimed by a later list; the same list again changes nothing', async () => {
    const list = join(folder, 'claim.csv');
    writeFileSync(list, 'file,case_id,patient_id,diagnosis\nvisitor.tif,V-1,PV-1,Tubular adenoma\n');
    const taken = await ask(['import', 'cases', list], { data });
    expect(taken).toMatchObject({ created: 1, claimedSlides: 1 });
    const slide = await find('visitor');
    expect(slide).toMatchObject({ caseId: 'V-1', noCase: false, diagnosis: 'Tubular adenoma' });
    expect(await ask(['import', 'cases', list], { data })).toMatchObject({
      created: 0,
      updated: 0,
      unchanged: 1,
    });
    writeFileSync(list, 'file,case_id,patient_id,diagnosis\nvisitor.tif,V-1,PV-1,Villous adenoma\n');
    expect(await ask(['import', 'cases', list], { data })).toMatchObject({ updated: 1 });
    expect((await find('visitor')).diagnosis).toBe('Villous adenoma');
  });
});

describe('deleting', () => {
  it('a case takes it out of every answer at once, also of kept ones', async () => {
    const colon = await find(made[1]!.file);
    const before = await api.post<SearchAnswer>('/searches', { slideId: colon.id, k: 50 });
    const gone = before.cases[0]!;
    const outcome = await cli(['delete', '--case', gone.caseId], { data });
    expect(outcome.code, 'without --yes nothing is deleted').toBe(2);
    await ask(['delete', '--case', gone.caseId, '--yes'], { data });
    const after = await api.post<SearchAnswer>('/searches', { slideId: colon.id, k: 50 });
    expect(after.cases.map(({ id }) => id)).toEqual(before.cases.slice(1).map(({ id }) => id));
    expect(after.searched.tiles).toBeLessThan(before.searched.tiles);
    const kept = await api.get<SearchAnswer>(`/searches/${before.id}`);
    expect(kept.cases.map(({ id }) => id)).not.toContain(gone.id);
    expect((await api.refusal('GET', `/cases/${gone.id}`)).tag).toBe('not-found');
    expect((await cli(['verify'], { data })).code).toBe(0);
  });
});
