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

async function expectMended(says: RegExp): Promise<void> {
  const found = await verify();
  expect(found).toMatchObject({ code: 1, ok: false });
  expect(problems(found)).toMatch(says);
  const mended = await verify('--repair');
  expect(mended, problems(mended)).toMatchObject({ code: 0, ok: true });
  expect(problems(mended)).toMatch(says);
  const after = await verify();
  expect(after, problems(after)).toMatchObject({ code: 0, ok: true, findings: [] });
  const answer = await ask<SearchAnswer>(['search', '--slide', made[0]!.file], { data });
  expect(answer.cases).toHaveLength(3);
}

const OF_FIRST = `slide_key = (SELECT key FROM slides WHERE name = 'small-01.tif')`;
const ONE_SPACE = `space_key = (SELECT max(space_key) FROM vectors)`;

describe('verify finds and mends', () => {
  it('nothing in an archive that is sound', async () => {
    expect(await verify()).toMatchObject({ code: 0, ok: true, findings: [] });
  });

  it.each([
    ['batches of vectors that are gone', `DELETE FROM vectors WHERE ${OF_FIRST}`],
    ['those of one space', `DELETE FROM vectors WHERE ${OF_FIRST} AND ${ONE_SPACE}`],
    ['vectors cut short', `UPDATE vectors SET vectors = substr(vectors, 1, 31) WHERE ${OF_FIRST}`],
    [
      'tile numbers cut short',
      `UPDATE vectors SET tile_ids = substr(tile_ids, 1, 3) WHERE ${OF_FIRST} AND ${ONE_SPACE}`,
    ],
    ['tiles of vectors that are gone', `DELETE FROM tiles WHERE ${OF_FIRST}`],
    ['tiles and vectors of one space', `DELETE FROM tiles WHERE ${OF_FIRST} AND ${ONE_SPACE}`, 'vectors'],
    ['everything of a slide', `DELETE FROM tiles WHERE ${OF_FIRST}`, 'vectors', 'slide_spaces'],
  ])('%s, by ingesting the slide again', async (_what, statement, ...more) => {
    damage(statement);
    for (const table of more) damage(statement.replace('tiles', table));
    await expectMended(/small-01\.tif.*ingested again/);
  });

  it.each([
    ['filters that are gone', `DELETE FROM case_filters WHERE organ = 'lung'`, /2 cases/],
    [
      'filters that say something else',
      `UPDATE case_filters SET organ = 'x' WHERE organ = 'breast'`,
      /1 cases/,
    ],
    ['filters of nobody', `INSERT INTO case_filters (case_key, case_id) VALUES (999, 'x')`, /1 cases/],
    ['words that are gone', 'DELETE FROM case_text WHERE rowid = 2', /1 cases/],
    ['words of nobody', `INSERT INTO case_text (rowid, diagnosis) VALUES (999, 'x')`, /1 cases/],
    ['folded names', `UPDATE slides SET stem = 'x', scanner_folded = 'x' WHERE key < 3`, /2 slides/],
    ['a ledger that is gone', `DELETE FROM slide_spaces WHERE ${OF_FIRST}`, /ledger/],
    [
      'a ledger that counts nothing',
      `UPDATE slide_spaces SET laid = 0, planned = 0, indexed = 0 WHERE ${OF_FIRST}`,
      /ledger/,
    ],
    ['a ledger that miscounts', `UPDATE slide_spaces SET skipped = skipped + 5 WHERE ${OF_FIRST}`, /ledger/],
  ])('%s, by deriving them anew', async (_what, statement, says) => {
    damage(statement);
    await expectMended(says);
  });

  it('words that are those of another case', async () => {
    damage('DELETE FROM case_text WHERE rowid = 1');
    damage(`INSERT INTO case_text (rowid, diagnosis) VALUES (1, 'Colon adenocarcinoma')`);
    await expectMended(/1 cases/);
    const found = await ask<SearchAnswer>(['search', '--text', 'ductal'], { data });
    expect(found.cases.map(({ caseId }) => caseId)).toEqual(['C-01']);
  });

  it('and says what it cannot mend while the file of a slide is away', async () => {
    damage(`DELETE FROM vectors WHERE ${OF_FIRST}`);
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
