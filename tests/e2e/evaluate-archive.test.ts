import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RegionReport, RetrievalReport } from '../../src/api/schemas/evaluation.js';
import type { Box } from '../../src/domain/geometry.js';
import { ask, cli, type Server, scratch, serve } from '../support/house.js';
import { createHttp, type Http } from '../support/http.js';
import { makeSmallArchive, type SmallSlide } from '../support/small-archive.js';

const folder = scratch();
const data = join(folder, 'data');
const pictures = join(folder, 'slides');
const truth = join(folder, 'truth');
const SIDE = 768;
const SQUARE = 192;
let drawn: SmallSlide[];
let server: Server;
let api: Http;

const stemOf = ({ file }: SmallSlide) => file.replace(/\.tif$/, '');
function writeTruth(slide: SmallSlide, label: string, rows = squares()): void {
  const lines = rows.map((square) => [...square, label].join(','));
  writeFileSync(join(truth, `${stemOf(slide)}.csv`), `${['x,y,width,height,label', ...lines].join('\n')}\n`);
}
/** A grid over all of a slide. */
function squares(): number[][] {
  const starts = Array.from({ length: SIDE / SQUARE }, (_, i) => i * SQUARE);
  return starts.flatMap((y) => starts.map((x) => [x, y, SQUARE, SQUARE]));
}

function areaUnder([x, y, width, height]: readonly number[], box: Box): number {
  return (
    Math.max(0, overlap(x!, width!, box.x, box.width)) * Math.max(0, overlap(y!, height!, box.y, box.height))
  );
}
const overlap = (a: number, length: number, b: number, other: number) =>
  Math.min(a + length, b + other) - Math.max(a, b);

beforeAll(async () => {
  drawn = await makeSmallArchive(pictures, { slides: 8, sidePx: SIDE });
  mkdirSync(truth);
  // Four patterns, each on two slides; the truth of the last pattern is not known.
  drawn.forEach((slide, i) => {
    if (i % 4 < 3) writeTruth(slide, slide.pattern);
  });
  writeFileSync(join(truth, 'patients.csv'), 'patient,slides\nP-01,1\n');
  await ask(['ingest', pictures, '--cases', join(pictures, 'cases.csv')], { data });
  server = await serve(data, { TESSERA_SLIDE_FOLDERS: truth });
  api = createHttp(server.url);
});
afterAll(() => server?.stop());

describe('tessera evaluate regions', { timeout: 180_000 }, () => {
  let report: RegionReport;
  beforeAll(async () => {
    report = await ask(['evaluate', 'regions', '--truth', truth], { data });
  });

  it('asks every square, judges tiles by the squares under them, and leaves the own patient out', () => {
    expect(report).toMatchObject({ slides: 6, patients: 6, queries: 96, otherFiles: ['patients.csv'] });
    expect(report.space).toContain('@0.5um');
    expect(report.judgedTiles).toBeGreaterThan(0);
    expect(report.perLabel.map(({ n, patients }) => [n, patients])).toEqual([
      [32, 2],
      [32, 2],
      [32, 2],
    ]);
    expect(report.perPatient.map(({ slides, n }) => [slides, n])).toEqual(
      drawn.flatMap(({ file }, i) => (i % 4 < 3 ? [[[file], 16]] : [])),
    );
    // One of five other patients has the pattern, and phantoms of one pattern look alike.
    expect(report.chance.p1).toBeCloseTo(0.2, 1);
    expect(report.macroP1!).toBeGreaterThan(2 * report.chance.macroP1!);
    const mean = report.perPatient.reduce((sum, { n, p1 }) => sum + n * p1, 0) / report.queries;
    expect(report.p1).toBeCloseTo(mean, 12);
    const [low, high] = report.ci95.macroP1!;
    expect(low).toBeLessThanOrEqual(report.macroP1!);
    expect(high).toBeGreaterThanOrEqual(report.macroP1!);
  });

  it('answers with the very tiles of a search that shows tiles', async () => {
    const one = join(folder, 'one');
    mkdirSync(one);
    const [first, , , , fifth] = drawn as [SmallSlide, SmallSlide, SmallSlide, SmallSlide, SmallSlide];
    const slides = await api.walk<{ id: string; name: string }>('/slides', 50);
    const slideId = slides.find(({ name }) => name === first.file)!.id;
    const { tiles } = await api.post<{ tiles: { name: string; region: Box }[] }>('/searches', {
      slideId,
      region: { x: 0, y: 0, width: SIDE, height: SIDE },
      view: 'tiles',
      k: 100,
    });
    // The squares of the other slide have a name each; the one under the nearest tile is what is asked for.
    const named = squares().map((square, i) => ({ square, name: `s${i}` }));
    const nearest = tiles.find(({ name }) => name === fifth.file)!.region;
    const under = named.sort((a, b) => areaUnder(b.square, nearest) - areaUnder(a.square, nearest))[0]!;
    const rows = named.map(({ square, name }) => [...square, name].join(','));
    const head = 'x,y,width,height,label';
    writeFileSync(join(one, `${stemOf(fifth)}.csv`), `${[head, ...rows].join('\n')}\n`);
    writeFileSync(join(one, `${stemOf(first)}.csv`), `${head}\n0,0,${SIDE},${SIDE},${under.name}\n`);
    const found = await ask<RegionReport>(['evaluate', 'regions', '--truth', one], { data });
    const own = found.perPatient.find(({ patient }) => patient === first.patientId);
    expect(own).toMatchObject({ n: 1, p1: 1, labels: { [under.name]: 1 } });
  });

  it('is told as it goes, is kept without names of patients, and comes over HTTP as well', async () => {
    const { stdout } = await cli(['evaluate', 'regions', '--truth', truth], { data });
    expect(stdout).toMatch(/^96 squares of 6 slides \(6 patients\)/);
    const again = await api.post<RegionReport>('/evaluations/regions', { truth });
    expect(again).toEqual(report);
    const { items } = await api.get<{ items: { report: object }[] }>('/evaluations/regions?limit=1');
    expect(items).toMatchObject([{ report: { queries: 96, macroP1: report.macroP1 } }]);
    expect(JSON.stringify(items)).not.toContain('P-01');
    const events = await api.fetchJson('POST', '/evaluations/regions/events', { truth });
    const told = (await events.text()).split('\n\n').filter(Boolean);
    expect(told[0]).toBe('data: {"done":20,"total":96}');
    expect(JSON.parse(told.at(-1)!.slice('data: '.length))).toEqual({ report });
  });

  it('refuses folders that are not its to read, and truth that is none', async () => {
    expect((await api.refusal('POST', '/evaluations/regions', { truth: pictures })).tag).toBe('forbidden');
    expect((await api.refusal('POST', '/evaluations/regions/events', { truth: '/etc' })).tag).toBe(
      'forbidden',
    );
    const refused = async (make: (at: string) => void, ...more: string[]) => {
      const at = join(folder, `bad-${Math.random()}`);
      mkdirSync(at);
      make(at);
      const { code, stdout } = await cli(['evaluate', 'regions', '--truth', at, ...more, '--json'], { data });
      expect(code).toBe(2);
      return (JSON.parse(stdout) as { error: { tag: string; message: string } }).error;
    };
    const file = (text: string) => (at: string) => writeFileSync(join(at, `${stemOf(drawn[0]!)}.csv`), text);
    expect(await refused(() => {})).toMatchObject({ tag: 'not-found' });
    expect((await refused(file('x,y,label\n1,2,a\n'))).message).toContain('no column width, height');
    expect((await refused(file('x,y,width,height,label\n1,2,3,0,a\n'))).message).toContain('Line 2');
    expect((await refused(file('x,y,width,height,label\n1,2,3,4,\n'))).message).toContain('Line 2');
    const outside = (await refused(file(`x,y,width,height,label\n0,0,9,9,a\n9999,0,9,9,a\n`))).message;
    expect(outside).toContain(`Line 3 of “${stemOf(drawn[0]!)}.csv”`);
    expect(outside).toContain('does not lie on the slide');
    const alone = await refused(file('x,y,width,height,label\n0,0,300,300,a\n'));
    expect(alone).toMatchObject({
      tag: 'invalid-input',
      message: expect.stringContaining('one patient') as string,
    });
    expect(await refused(file('x,y,width,height,label\n0,0,9,9,a\n'), '--space', 'none')).toMatchObject({
      tag: 'not-found',
      message: expect.stringContaining('none') as string,
    });
  });
});

describe('tessera evaluate retrieval --site-bias', () => {
  it('says how much the site decides, only when asked, and keeps it', async () => {
    const plain = await ask<RetrievalReport>(['evaluate', 'retrieval', '--label', 'diagnosis'], { data });
    expect(plain.siteBias).toBeNull();
    const { siteBias, ...rest } = await ask<RetrievalReport>(
      ['evaluate', 'retrieval', '--label', 'diagnosis', '--site-bias'],
      { data },
    );
    expect(rest).toEqual({ ...plain, siteBias: undefined });
    expect(siteBias).toMatchObject({ neighbours: 5, queries: 8, patients: 8, sites: 2, withoutSite: 0 });
    // Four cases a site: three of the seven others are from the own one.
    expect(siteBias!.expectedShare).toBeCloseTo(3 / 7, 12);
    // One case of the class at the other site, three of other classes at the own one.
    expect(siteBias!.expectedRobustness).toBeCloseTo(1 / 4, 12);
    expect(siteBias!.ownSiteShare).toBeGreaterThanOrEqual(0);
    expect(siteBias!.robustnessIndex).toBeLessThanOrEqual(1);
    const { items } = await api.get<{ items: { report: RetrievalReport }[] }>(
      '/evaluations/retrieval?limit=2',
    );
    expect(items.map(({ report }) => report.siteBias)).toEqual([siteBias, null]);
  });
});
