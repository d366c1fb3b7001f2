import { copyFileSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SearchAnswer } from '../../src/api/schemas/search.js';
import { ask, cli, type Server, scratch, serve } from '../support/house.js';
import { createHttp, type Http } from '../support/http.js';
import { caseList, drawSmallSlide, makeSmallArchive, type SmallSlide } from '../support/small-archive.js';

/** Files with the same name, the same bytes, each other's places: which slide a person means. */

type Slide = { id: string; name: string; width: number; mpp: number | null; status: string };
type Report = {
  slides: { slideId: string; name: string; status: string; known: boolean; error: { tag: string } | null }[];
};
type Refusal = { error: { tag: string; message: string; hint?: string } };

const folder = scratch();
const data = join(folder, 'data');
const pictures = join(folder, 'slides');
const elsewhere = join(folder, 'elsewhere');
let made: SmallSlide[];
let server: Server;
let api: Http;

beforeAll(async () => {
  const drawn = await makeSmallArchive(pictures, { slides: 5, sidePx: 500 });
  // Accession numbers hold slashes.
  made = drawn.map((slide, i) => (i === 4 ? { ...slide, caseId: 'S24/0815 #1?' } : slide));
  writeFileSync(join(pictures, 'cases.csv'), caseList(made));
  await ask(['ingest', pictures, '--cases', join(pictures, 'cases.csv')], { data });
  mkdirSync(elsewhere);
  server = await serve(data);
  api = createHttp(server.url);
});
afterAll(() => server?.stop());

const search = (args: readonly string[], cwd?: string) =>
  ask<SearchAnswer>(['search', ...args], { data, ...(cwd ? { cwd } : {}) });
const ingest = (path: string, ...flags: string[]) => ask<Report>(['ingest', path, ...flags], { data });
const find = (reference: string) => api.get<Slide>(`/slides/find?reference=${encodeURIComponent(reference)}`);
const picture = async (id: string) =>
  Buffer.from(await (await fetch(api.at(`/slides/${id}/region?x=0&y=0&width=64&height=64`))).arrayBuffer());

async function refused(args: readonly string[]): Promise<Refusal['error']> {
  const outcome = await cli([...args, '--json'], { data });
  expect(outcome.code).toBe(2);
  return (JSON.parse(outcome.stdout) as Refusal).error;
}

describe('a path', () => {
  it('means the file that lies there, not a slide of the archive with the same name', async () => {
    const namesake = join(elsewhere, made[0]!.file);
    await drawSmallSlide(namesake, { pattern: 'fat', site: 'lake', seed: 'namesake', sidePx: 640 });
    const archived = await find(made[0]!.file);
    for (const [reference, cwd] of [
      [namesake, undefined],
      [`./${made[0]!.file}`, elsewhere],
    ] as const) {
      const asked = await search(['--slide', reference], cwd);
      expect(asked.query.slideId).not.toBe(archived.id);
      expect(await api.get<Slide>(`/slides/${asked.query.slideId}`)).toMatchObject({ width: 640 });
    }
    const inArchive = await search(['--slide', join(pictures, made[0]!.file)]);
    expect(inArchive.query.slideId).toBe(archived.id);
  });

  it('of a namesake deletes nothing of the archive', async () => {
    const { id } = await find(join(pictures, made[1]!.file));
    const gone = await refused(['delete', '--slide', join(folder, 'nowhere', made[1]!.file), '--yes']);
    expect(gone.tag).toBe('not-found');
    expect((await find(made[1]!.file)).id).toBe(id);
  });

  it('is read from where the person stands, not from where the server does', async () => {
    await drawSmallSlide(join(elsewhere, 'guest.tif'), {
      pattern: 'fat',
      site: 'lake',
      seed: 'g',
      sidePx: 500,
    });
    for (const reference of ['guest.tif', './guest.tif']) {
      const { query } = await search(['--slide', reference], elsewhere);
      expect(await api.get<Slide>(`/slides/${query.slideId}`)).toMatchObject({ name: 'guest.tif' });
    }
  });
});

describe('the given µm/px', () => {
  const unscaled = join(folder, 'unscaled.png');
  beforeAll(async () => {
    await sharp(join(pictures, made[2]!.file)).png().toFile(unscaled);
  });

  it('of a visiting slide can be corrected by asking again', async () => {
    for (const mpp of [0.25, 0.5]) {
      for (const reference of [unscaled, 'unscaled.png']) {
        const { query } = await search(['--slide', reference, '--mpp', String(mpp)]);
        expect(query.mpp, reference).toBe(mpp);
      }
    }
  });

  it('asks a slide that failed for the lack of it, and does not let it answer', async () => {
    const failing = join(folder, 'failing.png');
    await sharp(join(pictures, made[3]!.file)).resize(490).png().toFile(failing);
    const [slide] = (await ingest(failing)).slides;
    expect(slide).toMatchObject({ status: 'failed', error: { tag: 'missing-mpp' } });
    expect((await refused(['search', '--slide', 'failing.png'])).tag).toBe('missing-mpp');
    const before = await api.get<{ tiles: number }>('/status');
    for (const reference of ['failing.png', failing]) {
      const answer = await search(['--slide', reference, '--mpp', '0.5']);
      expect(answer.query).toMatchObject({ slideId: slide!.slideId, mpp: 0.5 });
      expect(answer.cases.length).toBeGreaterThan(0);
    }
    expect((await api.get<{ tiles: number }>('/status')).tiles).toBe(before.tiles);
    expect((await find('failing.png')).status).toBe('failed');
  });

  it('of an archived slide cannot be another than that of its tiles', async () => {
    const refusal = await refused(['search', '--slide', made[2]!.file, '--mpp', '0.25']);
    expect(refusal).toMatchObject({ tag: 'conflict', hint: expect.stringContaining('--mpp 0.25') });
    expect(refusal.message).toContain('0.5');
    expect((await search(['--slide', made[2]!.file, '--mpp', '0.5'])).query.mpp).toBe(0.5);
  });
});

describe('a file', () => {
  it('that is there twice is one slide, reported under both names', async () => {
    const copy = join(folder, 'copy.tif');
    copyFileSync(join(pictures, made[1]!.file), copy);
    const [slide] = (await ingest(copy)).slides;
    const { id } = await find(made[1]!.file);
    expect(slide).toMatchObject({ slideId: id, name: 'copy.tif', status: 'indexed', known: true });
  });

  it('that was moved over another one does not take its diagnosis', async () => {
    const [old, moved] = [await find(made[2]!.file), await find(made[3]!.file)];
    const [oldPlace, place] = [join(pictures, made[3]!.file), join(pictures, made[2]!.file)];
    const seen = await picture(moved.id);
    renameSync(oldPlace, place);
    const [refusal] = (await ingest(place)).slides;
    expect(refusal).toMatchObject({ status: 'failed', error: { tag: 'changed-file' } });
    const [taken] = (await ingest(place, '--changed', 'reingest')).slides;
    expect(taken).toMatchObject({ slideId: moved.id, status: 'indexed', known: true });
    expect((await api.refusal('GET', `/slides/${old.id}`)).tag).toBe('not-found');
    expect((await picture(moved.id)).equals(seen)).toBe(true);
  });

  it('that changed places with another one is read anew on request, and none is lost', async () => {
    const places = [join(pictures, made[0]!.file), join(pictures, made[1]!.file)] as const;
    const [first, second] = [await find(places[0]), await find(places[1])];
    const [seenFirst, seenSecond] = [await picture(first.id), await picture(second.id)];
    renameSync(places[0], join(pictures, 'between'));
    renameSync(places[1], places[0]);
    renameSync(join(pictures, 'between'), places[1]);
    const { slides } = await ask<Report>(['ingest', ...places, '--changed', 'reingest'], { data });
    expect(slides.map(({ status }) => status)).toEqual(['indexed', 'indexed']);
    expect((await picture((await find(places[0])).id)).equals(seenSecond)).toBe(true);
    expect((await picture((await find(places[1])).id)).equals(seenFirst)).toBe(true);
  });
});

it('a case whose id holds what addresses do not is deleted like any other', async () => {
  const { caseId } = made[4]!;
  const gone = await ask(['delete', '--case', caseId, '--yes'], { data });
  expect(gone).toEqual({ deleted: 'case', caseId, slides: 1 });
  expect((await refused(['delete', '--case', caseId, '--yes'])).tag).toBe('not-found');
});
