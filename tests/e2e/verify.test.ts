import { copyFileSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SearchAnswer } from '../../src/api/schemas/search.js';
import { ask, cli, scratch } from '../support/house.js';
import { makeSmallArchive, type SmallSlide } from '../support/small-archive.js';

/** An archive whose catalog was damaged in ways that SQLite itself does not see, found and mended. */

type Verified = {
  readonly ok: boolean;
  readonly findings: readonly { spaceId: string; problem: string; repaired: boolean }[];
};

const folder = scratch();
const slides = join(folder, 'slides');
const whole = join(folder, 'whole.db');
const data = join(folder, 'data');
let made: SmallSlide[];

beforeAll(async () => {
  made = await makeSmallArchive(slides, { slides: 4, sidePx: 500 });
  await ask(['ingest', slides, '--cases', join(slides, 'cases.csv')], { data });
  new Database(join(data, 'tessera.db')).exec(`VACUUM INTO '${whole}'`).close();
});
beforeEach(() => {
  for (const end of ['-wal', '-shm']) rmSync(join(data, `tessera.db${end}`), { force: true });
  copyFileSync(whole, join(data, 'tessera.db'));
});

function damage(statement: string): void {
  const database = new Database(join(data, 'tessera.db'));
  database.pragma('foreign_keys = OFF');
  expect(database.prepare(statement).run().changes).toBeGreaterThan(0);
  database.close();
}
async function verify(...flags: string[]): Promise<{ code: number | null } & Verified> {
  const { code, stdout, stderr } = await cli(['verify', '--json', ...flags], { data });
  expect(stdout, stderr).not.toBe('');
  return { code, ...(JSON.parse(stdout) as Verified) };
}
const problems = ({ findings }: Verified) => findings.map(({ problem }) => problem).join('\n');

/** What was damaged is found (every sentence), mended, and gone; the archive answers as before. */
async function expectMended(...says: RegExp[]): Promise<void> {
  const found = await verify();
  expect(found).toMatchObject({ code: 1, ok: false });
  const mended = await verify('--repair');
  expect(mended, problems(mended)).toMatchObject({ code: 0, ok: true });
  for (const one of says) {
    expect(problems(found)).toMatch(one);
    expect(problems(mended)).toMatch(one);
  }
  const after = await verify();
  expect(after, problems(after)).toMatchObject({ code: 0, ok: true, findings: [] });
  const answer = await ask<SearchAnswer>(['search', '--slide', made[0]!.file], { data });
  expect(answer.cases).toHaveLength(3);
}

const of = (slide: number) => `slide_key = (SELECT key FROM slides WHERE name = '${made[slide]!.file}')`;
const ONE_SPACE = `space_key = (SELECT max(space_key) FROM vectors)`;
const lost = (slide: number) => new RegExp(`${made[slide]!.file}.*ingested again`);

describe('verify finds and mends', () => {
  it('nothing in an archive that is sound', async () => {
    expect(await verify()).toMatchObject({ code: 0, ok: true, findings: [] });
  });

  it('vectors that are gone or cut short, and tiles of vectors, by ingesting the slides again', async () => {
    damage(`DELETE FROM vectors WHERE ${of(0)}`);
    damage(`UPDATE vectors SET vectors = substr(vectors, 1, 31) WHERE ${of(1)}`);
    damage(`UPDATE vectors SET tile_ids = substr(tile_ids, 1, 3) WHERE ${of(2)} AND ${ONE_SPACE}`);
    damage(`DELETE FROM tiles WHERE ${of(3)}`);
    await expectMended(lost(0), lost(1), lost(2), lost(3));
  });

  it('vectors of one space, its tiles, and everything of a slide, by ingesting the slides again', async () => {
    damage(`DELETE FROM vectors WHERE ${of(0)} AND ${ONE_SPACE}`);
    for (const table of ['tiles', 'vectors']) damage(`DELETE FROM ${table} WHERE ${of(1)} AND ${ONE_SPACE}`);
    for (const table of ['tiles', 'vectors', 'slide_spaces']) damage(`DELETE FROM ${table} WHERE ${of(2)}`);
    await expectMended(lost(0), lost(1), lost(2));
  });

  it('filters that are gone, say something else or are of nobody, by deriving them anew', async () => {
    damage(`DELETE FROM case_filters WHERE organ = 'lung'`);
    damage(`UPDATE case_filters SET organ = 'x' WHERE organ = 'breast'`);
    damage(`INSERT INTO case_filters (case_key, case_id) VALUES (999, 'x')`);
    await expectMended(/4 cases/);
  });

  it('words that are gone or of nobody, and folded names, by deriving them anew', async () => {
    damage('DELETE FROM case_text WHERE rowid = 2');
    damage(`INSERT INTO case_text (rowid, diagnosis) VALUES (999, 'x')`);
    damage(`UPDATE slides SET stem = 'x', scanner_folded = 'x' WHERE key < 3`);
    await expectMended(/2 cases/, /2 slides/);
  });

  it('ledgers that are gone, count nothing or miscount, by counting anew', async () => {
    damage(`DELETE FROM slide_spaces WHERE ${of(0)}`);
    damage(`UPDATE slide_spaces SET laid = 0, planned = 0, indexed = 0 WHERE ${of(1)}`);
    damage(`UPDATE slide_spaces SET skipped = skipped + 5 WHERE ${of(2)}`);
    const ledger = (slide: number) => new RegExp(`${made[slide]!.file}.*ledger`);
    await expectMended(ledger(0), ledger(1), ledger(2));
  });

  it('words that are those of another case', async () => {
    damage('DELETE FROM case_text WHERE rowid = 1');
    damage(`INSERT INTO case_text (rowid, diagnosis) VALUES (1, 'Colon adenocarcinoma')`);
    await expectMended(/1 cases/);
    const found = await ask<SearchAnswer>(['search', '--text', 'ductal'], { data });
    expect(found.cases.map(({ caseId }) => caseId)).toEqual(['C-01']);
  });

  it('and says what it cannot mend while the file of a slide is away', async () => {
    damage(`DELETE FROM vectors WHERE ${of(0)}`);
    mkdirSync(join(folder, 'away'), { recursive: true });
    renameSync(join(slides, 'small-01.tif'), join(folder, 'away', 'small-01.tif'));
    const found = await verify('--repair');
    renameSync(join(folder, 'away', 'small-01.tif'), join(slides, 'small-01.tif'));
    expect(found).toMatchObject({ code: 1, ok: false });
    expect(problems(found)).toMatch(/small-01\.tif.*put it back/);
    await ask(['ingest', slides], { data });
    expect(await verify()).toMatchObject({ code: 0, findings: [] });
  });
});
