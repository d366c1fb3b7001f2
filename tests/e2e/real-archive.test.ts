import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SearchAnswer } from '../../src/api/schemas/search.js';
import type { IngestReport } from '../../src/api/schemas/slide.js';
import { createVectorSource } from '../../src/catalog/vector-source.js';
import { decodeFloat16 } from '../../src/domain/float16.js';
import { createVectorIndex } from '../../src/vectors/hnsw-index.js';
import { plainMatMul } from '../../src/vectors/mat-mul.js';
import { ask, type Server, scratch, serve } from '../support/house.js';
import { createHttp, type Http } from '../support/http.js';
import { hasSharedSlides, NEEDS_SHARED, sharedSlide } from '../support/shared-slides.js';

type Row = {
  readonly file: string;
  readonly case_id: string;
  readonly patient_id: string;
  readonly organ: string;
  readonly diagnosis: string;
  readonly mpp: string;
};
type Slide = { readonly id: string; readonly name: string; readonly width: number; readonly height: number };
type Retrieval = {
  readonly queries: number;
  readonly patients: number;
  readonly acc1: number;
  readonly map5: number;
  readonly chance: Readonly<Record<string, number>>;
  readonly ci95: Readonly<Record<string, readonly [number, number]>>;
};

const points = (...numbers: number[]) =>
  numbers.flatMap((x, i) => (i % 2 === 0 ? [{ x, y: numbers[i + 1] }] : []));
const REGION = { x: 64, y: 64, width: 400, height: 400 };

describe.skipIf(!hasSharedSlides)(`the real archive (${NEEDS_SHARED})`, () => {
  const root = scratch();
  const data = join(root, 'data');
  const archive = sharedSlide('archive');
  let rows: readonly Row[];
  let report: IngestReport;
  let server: Server;
  let api: Http;
  let slides: ReadonlyMap<string, Slide>;

  beforeAll(async () => {
    rows = parse(readFileSync(join(archive, 'cases.csv')), { columns: true, bom: true }) as Row[];
    report = await ask<IngestReport>(['ingest', archive, '--cases', join(archive, 'cases.csv')], { data });
    server = await serve(data);
    api = createHttp(server.url);
    slides = new Map((await api.walk<Slide>('/slides', 100)).map((slide) => [slide.name, slide]));
  }, 240_000);
  afterAll(() => server?.stop());

  const idOf = (row: Row) => slides.get(row.file)!.id;
  const question = (body: object) => api.post<SearchAnswer>('/searches', { k: 5, ...body });

  /** Every case of an answer is what the list says, in order, with regions that lie on its slides. */
  function expectTrue(answer: SearchAnswer, asker?: Row): void {
    expect(answer.cases.length).toBeGreaterThan(0);
    expect(answer.cases.length).toBeLessThanOrEqual(5);
    const scores = answer.cases.map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    for (const hit of answer.cases) {
      const truth = rows.filter((row) => row.case_id === hit.caseId);
      expect(truth.map((row) => row.patient_id)).toContain(hit.patientId);
      expect([hit.organ, hit.diagnosis.text]).toEqual([truth[0]!.organ, truth[0]!.diagnosis]);
      if (asker) expect(hit.patientId).not.toBe(asker.patient_id);
      for (const { name, regions } of hit.slides) {
        expect(truth.map((row) => row.file)).toContain(name);
        const { width, height } = slides.get(name)!;
        for (const region of regions) {
          expect(Math.min(region.x, region.y)).toBeGreaterThanOrEqual(0);
          expect(region.x + region.width).toBeLessThanOrEqual(width);
          expect(region.y + region.height).toBeLessThanOrEqual(height);
        }
      }
    }
    const weights = answer.evidence.reduce((sum, { weight }) => sum + weight, 0);
    expect(weights).toBeCloseTo(1, 5);
  }

  it('is ingested by one command: every slide indexed, with the scale of its list and its case', async () => {
    expect(report.slides.map(({ name, status }) => `${name} ${status}`).sort()).toEqual(
      rows.map(({ file }) => `${file} indexed`).sort(),
    );
    for (const slide of report.slides) {
      const row = rows.find(({ file }) => file === slide.name)!;
      expect(slide).toMatchObject({ mpp: Number(row.mpp), mppSource: 'user', error: null, known: false });
      expect(slide.tiles.indexed, slide.name).toBeGreaterThan(0);
      expect(slide.tiles.pending + slide.tiles.failed, slide.name).toBe(0);
    }
    const { items } = await api.get<{ items: { caseId: string }[] }>('/cases?limit=500');
    expect(items.map(({ caseId }) => caseId).sort()).toEqual(
      [...new Set(rows.map((row) => row.case_id))].sort(),
    );
  });

  it.each([
    ['a region', { region: REGION }],
    ['several regions', { regions: [REGION, { x: 500, y: 400, width: 300, height: 300 }] }],
    ['a polygon', { polygon: points(50, 50, 450, 60, 400, 420, 80, 400) }],
    ['a whole slide', {}],
  ])('%s of any archived slide finds true cases of other patients', async (_, body: object) => {
    for (const row of rows.filter((_row, i) => i % 8 === 0)) {
      expectTrue(await question({ slideId: idOf(row), ...body }), row);
    }
  });

  it('a picture of an archived slide finds its own case first, and nearly equal', async () => {
    for (const row of rows.filter((_, i) => i % 8 === 3)) {
      const image = readFileSync(join(archive, row.file)).toString('base64');
      const answer = await question({ image, mpp: Number(row.mpp) });
      expectTrue(answer);
      expect(answer.cases[0]!.patientId).toBe(row.patient_id);
      expect(answer.cases[0]!.score).toBeGreaterThan(0.98);
    }
  });

  it('a slide that is not in the archive asks as a visitor, and changes nothing', async () => {
    const before = await api.get<{ tiles: number; cases: number }>('/status');
    const visitor = sharedSlide('aperio/CMU-1-Small-Region.svs');
    const flags = ['--region', '0,0,900,900', '--k', '5'];
    const answer = await ask<SearchAnswer>(['search', '--slide', visitor, ...flags], { data });
    expectTrue(answer);
    expect(await api.get('/status')).toMatchObject({ tiles: before.tiles, cases: before.cases });
  });

  it('a patient of several slides does not find itself, unless that is wanted', async () => {
    const row = rows.find((one) => rows.filter((other) => other.patient_id === one.patient_id).length > 1)!;
    const patients = async (body: object) =>
      (await question({ slideId: idOf(row), k: 100, ...body })).cases.map(({ patientId }) => patientId);
    expect(await patients({})).not.toContain(row.patient_id);
    expect(await patients({ includeOwnPatient: true })).toContain(row.patient_id);
  });

  it('retrieval by organ and by diagnosis is better than chance, and says by how much', async () => {
    const organs = await ask<Retrieval>(['evaluate', 'retrieval', '--label', 'organ'], { data });
    expect(organs.patients).toBe(new Set(rows.map((row) => row.patient_id)).size);
    expect(organs.acc1).toBeGreaterThan(organs.chance.acc1! + 0.1);
    expect(organs.map5).toBeGreaterThan(organs.chance.map5!);
    const [low, high] = organs.ci95.acc1!;
    expect(low).toBeLessThanOrEqual(organs.acc1);
    expect(high).toBeGreaterThanOrEqual(organs.acc1);
    const diagnoses = await api.post<Retrieval>('/evaluations/retrieval', { label: 'diagnosis' });
    expect(diagnoses.acc1).toBeGreaterThan(diagnoses.chance.acc1!);
  });

  it('the graph finds at least 98 % of the ten nearest tiles, on these embeddings', async () => {
    const source = createVectorSource(join(data, 'tessera.db'));
    const folder = mkdtempSync(join(root, 'graph-'));
    // A graph for every space, however small, and walked whatever a scan would cost.
    const options = { graphThreshold: 50, choose: () => 'graph' as const };
    const index = createVectorIndex({ folder, source, matMul: plainMatMul, options });
    let spaces = 0;
    for (const { id, dim } of source.spaces().filter((space) => source.count(space.id) > 100)) {
      await index.refresh(id);
      await index.rebuild(id);
      const queries = decodeFloat16(
        Uint16Array.from(
          [...source.changes(id, 0)].flatMap((change) => (change.kind === 'add' ? [...change.vectors] : [])),
        ),
      );
      const graph = await index.search(id, { queries, k: 10 });
      const exact = await index.search(id, { queries, k: 10, exact: true });
      expect([graph.method, exact.method], id).toEqual(['graph', 'exact']);
      expect(recall(graph, exact, queries.length / dim), id).toBeGreaterThanOrEqual(0.98);
      spaces++;
    }
    expect(spaces).toBeGreaterThan(0);
    await index.close();
    source.close();
  });
});

type Lists = { readonly offsets: Uint32Array; readonly tileIds: Uint32Array };

/** Share of the exact lists that the other lists hold as well. */
function recall(found: Lists, exact: Lists, queries: number): number {
  let [hits, wanted] = [0, 0];
  for (let query = 0; query < queries; query++) {
    const list = ({ offsets, tileIds }: Lists) => tileIds.subarray(offsets[query], offsets[query + 1]);
    const got = new Set(list(found));
    const truth = list(exact);
    hits += truth.filter((tile) => got.has(tile)).length;
    wanted += truth.length;
  }
  return hits / wanted;
}
