import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SearchAnswer } from '../../src/api/schemas/search.js';
import { createRng } from '../../src/domain/rng.js';
import { ask, cli, ended, killGroup, livingInGroup, scratch, serve, start, until } from '../support/house.js';
import { createHttp, type JobState } from '../support/http.js';
import { makeSmallArchive, type SmallSlide } from '../support/small-archive.js';
import { essence, FIRST, SECOND, servingModel, spacesOf } from '../support/spaces.js';

const SLIDES = 6;
const KILLS = 4;
const BETWEEN_COMMITS_MS = 60;

const root = scratch();
const pictures = join(root, 'slides');
const env = { TESSERA_MODEL: FIRST };
const fill = ['spaces', 'add', '--model', SECOND, '--switch'];
const random = createRng(10);
let made: SmallSlide[];
let undisturbed: Awaited<ReturnType<typeof lookAt>>;

beforeAll(async () => {
  made = await makeSmallArchive(pictures, { slides: SLIDES });
  await ingest('undisturbed');
  await ask(fill, { data: join(root, 'undisturbed'), env });
  undisturbed = await lookAt(join(root, 'undisturbed'));
});

async function ingest(name: string): Promise<string> {
  const data = join(root, name);
  await ask(['ingest', pictures, '--cases', join(pictures, 'cases.csv')], { data, env });
  return data;
}

/** What the spaces of the second model hold and answer, without what is chosen anew each time. */
async function lookAt(data: string) {
  const server = await serve(data, env);
  try {
    const api = createHttp(server.url);
    for (const { id } of await api.walk<JobState>('/jobs', 100)) await api.finished(id);
    const answers = [];
    const ledgers: unknown[] = [];
    for (const { file } of made) {
      const { id } = await api.get<{ id: string }>(`/slides/find?reference=${file}`);
      const { spaces } = await api.get<{ spaces: { spaceId: string }[] }>(`/slides/${id}/ledger`);
      ledgers.push(spaces.filter(({ spaceId }) => spaceId.startsWith(SECOND)));
      const answer = await api.post<SearchAnswer>('/searches', { slideId: id, space: 'all', k: SLIDES });
      const { space, model, searched, cases } = essence(answer);
      const scores = cases.map(({ caseId, score, tiles }) => ({ caseId, score, tiles: tiles.length }));
      answers.push({ space, model, searched, scores });
    }
    const second = (await spacesOf(api, SECOND)).map(({ id, tiles, coverage, serving }) => ({
      ...{ id, tiles, coverage, serving },
    }));
    return { answers, ledgers, second, serving: await servingModel(api) };
  } finally {
    await server.stop();
  }
}

/** A number that the catalog's file says; 0 while there is none. */
function count(data: string, sql: string): number {
  const file = join(data, 'tessera.db');
  if (!existsSync(file)) return 0;
  const connection = new Database(file, { readonly: true });
  try {
    return connection.prepare(sql).pluck().get() as number;
  } finally {
    connection.close();
  }
}

const FILLED = `SELECT coalesce(sum(l.indexed), 0) FROM slide_spaces l JOIN spaces p ON p.key = l.space_key
  WHERE p.model_id = '${SECOND}'`;
const LEAVING = 'SELECT count(*) FROM spaces WHERE leaving = 1';
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Starts a command and kills it with all it started when `due` says so. False when it ended before. */
async function runAndKill(args: readonly string[], due: () => boolean): Promise<boolean> {
  const child = start(args, env);
  const over = ended(child);
  let early = false;
  void over.then(() => {
    early = true;
  });
  while (!early && !due()) await sleep(5);
  await sleep(random() * BETWEEN_COMMITS_MS);
  killGroup(child);
  const { signal } = await over;
  await until('no worker is left', () => livingInGroup(child.pid!).length === 0, 15_000);
  return signal === 'SIGKILL';
}

/** Waits until a server has swept away all that was dropped, and looks that nothing of the first model is left. */
async function expectSwept(data: string): Promise<void> {
  const server = await serve(data, env);
  const api = createHttp(server.url);
  await until('nothing of it is left', async () => {
    const jobs = await api.walk<JobState>('/jobs', 100);
    return count(data, LEAVING) === 0 && jobs.every(({ state }) => state === 'done');
  });
  expect(await spacesOf(api, FIRST)).toEqual([]);
  await server.stop();
  for (const table of ['tiles', 'vectors', 'slide_spaces', 'skip_reasons']) {
    const orphans = `SELECT count(*) FROM ${table} WHERE space_key NOT IN (SELECT key FROM spaces)`;
    expect(count(data, orphans), table).toBe(0);
  }
  const calibrations = 'SELECT count(*) FROM calibrations WHERE space_id NOT IN (SELECT id FROM spaces)';
  expect(count(data, calibrations)).toBe(0);
  expect(await lookAt(data)).toEqual(undisturbed);
}

describe('a second model that is filled in', () => {
  it(`goes on after each of ${KILLS} kills, and in the end it is as if there had been none`, async () => {
    const data = await ingest('killed');
    const all = undisturbed.second.reduce((sum, space) => sum + space.tiles, 0);
    const left: number[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      const wanted = count(data, FILLED) + Math.ceil((random() * all) / KILLS);
      if (!(await runAndKill([...fill, '--data', data], () => count(data, FILLED) >= wanted))) break;
      left.push(count(data, FILLED));
    }
    const halfDone = left.filter((tiles) => tiles > 0 && tiles < all);
    expect(halfDone.length, `kills that met the work half done (${left})`).toBeGreaterThanOrEqual(2);
    await ask(fill, { data, env });
    expect(await lookAt(data)).toEqual(undisturbed);
    const verified = await cli(['verify', '--json'], { data, env });
    expect(verified.code, verified.stdout).toBe(0);
  }, 300_000);

  it('is dropped to the end after a kill in the middle', async () => {
    const data = await ingest('dropped');
    await ask(fill, { data, env });
    const drop = ['spaces', 'drop', '--model', FIRST, '--yes', '--data', data];
    await runAndKill(drop, () => count(data, LEAVING) > 0);
    await expectSwept(data);
  }, 300_000);

  it('is dropped to the end when the kill came before there was a job for it', async () => {
    const data = join(root, 'undisturbed');
    const connection = new Database(join(data, 'tessera.db'));
    connection.exec(`DELETE FROM kept_models WHERE model_id = '${FIRST}'`);
    connection.exec(`UPDATE spaces SET leaving = 1 WHERE model_id = '${FIRST}'`);
    connection.close();
    await expectSwept(data);
  }, 300_000);
});
