import {
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawPatch } from '../../scripts/phantoms/index.mjs';
import { type DicomSpec, nativeDicom, SYNTAX } from '../support/dicom-writer.js';
import { ask, type Server, scratch, serve, until } from '../support/house.js';
import { createHttp, type Http } from '../support/http.js';
import { drawSmallSlide } from '../support/small-archive.js';

/** Files that are no longer what was ingested from their place: never a picture of another patient. */

type Slide = { readonly id: string };
type Report = {
  slides: { slideId: string; name: string; status: string; known: boolean; error: { tag: string } | null }[];
};

const SIDE_PX = 500;
const folder = scratch();
const data = join(folder, 'data');
const slides = join(folder, 'slides');
const file = (name: string) => join(slides, name);
const other = join(folder, 'other.tif');
let server: Server;
let api: Http;

beforeAll(async () => {
  mkdirSync(slides);
  const draw = (path: string, seed: string) =>
    drawSmallSlide(path, { pattern: 'crypts', site: 'lake', seed, sidePx: SIDE_PX });
  for (const name of ['replaced.tif', 'same-size.tif', 'touched.tif', 'moved.tif', 'older.tif']) {
    await draw(file(name), name);
  }
  await draw(other, 'other patient');
  await ask(['ingest', slides], { data });
  server = await serve(data, { TESSERA_SLIDE_FOLDERS: slides });
  api = createHttp(server.url);
});
afterAll(() => server?.stop());

const idOf = async (name: string) => (await api.get<Slide>(`/slides/find?reference=${name}`)).id;
/** Status of each way to the pixels of a slide. */
async function looksAt(id: string): Promise<Record<string, number>> {
  const region = { x: 0, y: 0, width: 400, height: 400 };
  const get = async (path: string) => (await fetch(api.at(`/slides/${id}/${path}`))).status;
  return {
    tile: await get('slide_files/9/0_0.jpeg'),
    region: await get('region?x=0&y=0&width=400&height=400'),
    thumbnail: await get('thumbnail?side=128'),
    tissue: await get('thumbnail?side=128&um=100'),
    question: (await api.fetchJson('POST', '/searches', { slideId: id, region })).status,
  };
}
const ALL_GOOD = { tile: 200, region: 200, thumbnail: 200, tissue: 200, question: 200 };
const ALL_REFUSED = { tile: 409, region: 409, thumbnail: 409, tissue: 409, question: 409 };

/** Other bytes of the same number at the same place, as a scanner that numbers anew writes them. */
function overwriteInPlace(path: string, with_: string): void {
  const bytes = readFileSync(with_);
  const size = statSync(path).size;
  writeFileSync(
    path,
    Buffer.concat([bytes, Buffer.alloc(Math.max(0, size - bytes.length))]).subarray(0, size),
  );
}

describe('a slide whose file was overwritten in place', () => {
  it('is neither shown nor asked, whichever way, until it is ingested again', async () => {
    const id = await idOf('replaced.tif');
    expect(await looksAt(id)).toEqual(ALL_GOOD);
    copyFileSync(other, file('replaced.tif'));
    expect(await looksAt(id)).toEqual(ALL_REFUSED);
    const problem = await api.refusal('GET', `/slides/${id}/region?x=0&y=0&width=99&height=99`);
    expect(problem).toMatchObject({ tag: 'changed-file', details: { slideId: id } });
    expect(problem.hint).toContain('--changed reingest');

    await ask(['ingest', file('replaced.tif'), '--changed', 'reingest'], { data });
    expect(await looksAt(await idOf('replaced.tif'))).toEqual(ALL_GOOD);
    expect((await api.refusal('GET', `/slides/${id}`)).tag).toBe('not-found');
  });

  it('is told from the old one by its bytes where the size is the same', async () => {
    const id = await idOf('same-size.tif');
    expect(await looksAt(id)).toEqual(ALL_GOOD);
    overwriteInPlace(file('same-size.tif'), file('touched.tif'));
    expect(await looksAt(id)).toEqual(ALL_REFUSED);
  });

  it('is seen in an archive that was made before files were written down', async () => {
    const id = await idOf('older.tif');
    const database = new Database(join(data, 'tessera.db'));
    database.prepare('DELETE FROM slide_files').run();
    database.close();
    expect(await looksAt(id)).toEqual(ALL_GOOD);
    overwriteInPlace(file('older.tif'), file('touched.tif'));
    expect(await looksAt(id)).toEqual(ALL_REFUSED);
  });
});

describe('a slide whose file is replaced while it is ingested', () => {
  it('fails, answers nothing, and can be ingested as what it is now', async () => {
    const path = file('in-work.tif');
    await drawSmallSlide(path, { pattern: 'crypts', site: 'lake', seed: 'in work', sidePx: 2_500 });
    const third = join(folder, 'third.tif');
    await drawSmallSlide(third, { pattern: 'crypts', site: 'lake', seed: 'third', sidePx: SIDE_PX });
    const job = await api.post<{ id: string }>('/ingests', { paths: [path] });
    await until('it is known', async () => (await api.fetchJson('GET', '/slides/find?reference=in-work')).ok);
    renameSync(third, path);
    await api.finished(job.id);
    const [slide] = (await api.get<Report>(`/ingests/${job.id}`)).slides;
    expect(slide).toMatchObject({ status: 'failed', error: { tag: 'changed-file' } });
    expect(await api.get(`/slides/${slide!.slideId}`)).toMatchObject({ status: 'failed' });
    const [again] = (await ask<Report>(['ingest', path], { data })).slides;
    expect(again).toMatchObject({ slideId: slide!.slideId, status: 'indexed', error: null });
  });
});

describe('a file that could not be read', () => {
  it('is no slide of its own any more once a copy of another one lies there', async () => {
    writeFileSync(file('broken.tif'), 'no slide');
    const [broken] = (await ask<Report>(['ingest', file('broken.tif')], { data })).slides;
    expect(broken).toMatchObject({ status: 'failed' });
    copyFileSync(file('touched.tif'), file('broken.tif'));
    const [copy] = (await ask<Report>(['ingest', file('broken.tif')], { data })).slides;
    expect(copy).toMatchObject({ slideId: await idOf('touched.tif'), known: true, status: 'indexed' });
    expect((await api.refusal('GET', `/slides/${broken!.slideId}`)).tag).toBe('not-found');
  });
});

describe('a slide whose file was only touched', () => {
  it('is used as before, and known at the next ingest', async () => {
    const id = await idOf('touched.tif');
    utimesSync(file('touched.tif'), new Date(), new Date(Date.now() - 86_400_000));
    expect(await looksAt(id)).toEqual(ALL_GOOD);
    const { slides: report } = await ask<Report>(['ingest', file('touched.tif')], { data });
    expect(report).toMatchObject([{ slideId: id, known: true, status: 'indexed', error: null }]);
  });
});

describe('a slide of many files', () => {
  const series = join(folder, 'series');
  const level = (widthPx: number, more: Partial<DicomSpec> = {}) => {
    const patch = drawPatch({
      recipe: 'crypts',
      site: 'lake',
      patientSeed: 'dicom',
      seed: 'dicom',
      sizePx: widthPx,
      mpp: 0.5,
    });
    const size = { width: widthPx, height: widthPx, columns: widthPx, rows: widthPx };
    return nativeDicom(
      { syntax: SYNTAX.explicit, ...size, sopInstance: `1.2.${widthPx}`, ...more },
      patch.data,
    );
  };
  const ingest = async () => (await ask<Report>(['ingest', series], { data })).slides;

  it('is recognised without being read again, and known to be another when a part is', async () => {
    mkdirSync(series);
    writeFileSync(join(series, 'a.dcm'), level(512));
    writeFileSync(join(series, 'b.dcm'), level(256));
    const [first] = await ingest();
    expect(first).toMatchObject({ name: 'series', status: 'indexed', known: false });

    // Only who reads all of it can see this byte: the time of change stays.
    const before = statSync(join(series, 'b.dcm'));
    const bytes = readFileSync(join(series, 'b.dcm'));
    bytes[bytes.length - 9]! ^= 1;
    writeFileSync(join(series, 'b.dcm'), bytes);
    utimesSync(join(series, 'b.dcm'), before.atime, before.mtime);
    expect(await ingest()).toMatchObject([{ slideId: first!.slideId, known: true, status: 'indexed' }]);
    // A file that is no part of it comes into the folder.
    writeFileSync(join(series, 'label.dcm'), level(64, { imageType: 'ORIGINAL\\PRIMARY\\LABEL\\NONE' }));
    expect(await ingest()).toMatchObject([{ slideId: first!.slideId, known: true, status: 'indexed' }]);
    expect(await looksAt(first!.slideId)).toEqual(ALL_GOOD);

    // The parts of a slide are looked at once a second.
    utimesSync(join(series, 'b.dcm'), before.atime, new Date());
    await until('the change is seen', async () => (await looksAt(first!.slideId)).region === 409);
    expect(await looksAt(first!.slideId)).toEqual(ALL_REFUSED);
    expect((await ingest())[0]!.error).toMatchObject({ tag: 'changed-file' });
    bytes[bytes.length - 9]! ^= 1;
    writeFileSync(join(series, 'b.dcm'), bytes);
    expect(await looksAt(first!.slideId)).toEqual(ALL_GOOD);
  });

  it('is another slide when a finer level joins it', async () => {
    const slideId = await idOf('series');
    writeFileSync(join(series, 'c.dcm'), level(1024));
    await until('the new part is seen', async () => (await looksAt(slideId)).region === 409);
    expect(await looksAt(slideId)).toEqual(ALL_REFUSED);
  });
});

describe('a slide whose file was moved away', () => {
  it('says that it is not there, and can be asked as a whole', async () => {
    const id = await idOf('moved.tif');
    renameSync(file('moved.tif'), join(folder, 'moved.tif'));
    expect((await api.refusal('GET', `/slides/${id}/region?x=0&y=0&width=99&height=99`)).tag).toBe(
      'unreadable',
    );
    expect((await api.fetchJson('POST', '/searches', { slideId: id })).status).toBe(200);
    renameSync(join(folder, 'moved.tif'), file('moved.tif'));
    expect(await looksAt(id)).toEqual(ALL_GOOD);
  });
});
