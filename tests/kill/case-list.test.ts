import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ImportReport } from '../../src/api/schemas/case.js';
import { createRng } from '../../src/domain/rng.js';
import { killGroup, scratch, serve, until } from '../support/house.js';
import { createHttp, type Http } from '../support/http.js';

const ROWS = 2_000;
const KILLS = 4;
/** Less than the list takes from the first byte to its first case. */
const READING_MS = 400;

const root = scratch();
const random = createRng(11);
const rows = Array.from(
  { length: ROWS },
  (_, i) => `s${i}.svs,C-${i},P-${i % 1000},lung,Adenocarcinoma,"Report of case ${i}: acinar growth."`,
);
const list = ['file,case_id,patient_id,organ,diagnosis,report', ...rows].join('\n');

async function send(url: string): Promise<ImportReport> {
  const headers = { 'content-type': 'text/csv' };
  const response = await fetch(`${url}/api/v1/cases/import`, { method: 'POST', body: list, headers });
  return (await response.json()) as ImportReport;
}

async function casesOf(api: Http): Promise<number> {
  return (await api.get<{ cases: number }>('/status')).cases;
}

describe('a long case list', () => {
  it('is taken while others are answered', async () => {
    const server = await serve(join(root, 'answering'));
    const api = createHttp(server.url);
    let over = false;
    const report = send(server.url).finally(() => {
      over = true;
    });
    const seen = new Set<number>();
    while (!over) seen.add(await casesOf(api));
    expect(await report).toMatchObject({ rows: ROWS, created: ROWS });
    expect(await casesOf(api)).toBe(ROWS);
    // Answers that came in the midst of it, each with more cases than the one before.
    expect(seen.size).toBeGreaterThan(5);
    await server.stop();
  });

  it(`is, after each of ${KILLS} kills, taken to its end or not there at all, and never twice`, async () => {
    const found: number[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      const data = join(root, `killed-${kill}`);
      const server = await serve(data);
      const answer = send(server.url).catch(() => undefined);
      if (kill % 2 === 0) await new Promise((resolve) => setTimeout(resolve, random() * READING_MS));
      else await taken(createHttp(server.url), random());
      killGroup(server.child);
      const report = await answer;
      found.push(await goesOn(data, report !== undefined));
    }
    expect(found.filter((cases) => cases === ROWS).length).toBeGreaterThanOrEqual(KILLS / 2);
  }, 180_000);

  it('goes on after an orderly end, and says so to whoever waited', async () => {
    const data = join(root, 'ended');
    const server = await serve(data);
    const api = createHttp(server.url);
    const answer = send(server.url).catch((error: unknown) => error);
    await taken(api, 0.1);
    expect((await server.stop()).code).toBe(0);
    await answer;
    expect(await goesOn(data, true)).toBe(ROWS);
  });
});

/** Waits until a share of the cases is there. */
function taken(api: Http, share: number): Promise<void> {
  return until('a part is taken', async () => (await casesOf(api)) > share * (ROWS - 1));
}

/** Starts anew, waits for what was kept, and sends the same list again. Answers the cases that were there before. */
async function goesOn(data: string, promised: boolean): Promise<number> {
  const server = await serve(data);
  const api = createHttp(server.url);
  let cases = -1;
  // Nothing is announced: it is at its end when it grows no more.
  await until('the list is taken', async () => {
    const before = cases;
    cases = await casesOf(api);
    await new Promise((resolve) => setTimeout(resolve, 100));
    return cases === before && (cases === 0 || cases === ROWS);
  });
  if (promised) expect(cases).toBe(ROWS);
  const again = await send(server.url);
  expect(again).toMatchObject({ rows: ROWS, created: ROWS - cases, unchanged: cases, updated: 0 });
  expect(await casesOf(api)).toBe(ROWS);
  await server.stop();
  return cases;
}
