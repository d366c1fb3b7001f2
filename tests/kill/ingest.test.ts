import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SearchAnswer } from '../../src/api/schemas/search.js';
import { createRng } from '../../src/domain/rng.js';
import { ask, cli, ended, killGroup, livingInGroup, scratch, serve, start, until } from '../support/house.js';
import { createHttp, type Http, type JobState } from '../support/http.js';
import { makeSmallArchive, type SmallSlide } from '../support/small-archive.js';

const SLIDES = 8;
const KILLS = 20;
/** Kills of one data directory before it may finish. */
const KILLS_A_DIRECTORY = 4;
/** How long a process takes to start, read the list and look at the first slides. */
const STARTING_MS = 1_200;
const BETWEEN_COMMITS_MS = 60;
const QUESTIONS = 3;
const REGION = { x: 60, y: 80, width: 300, height: 280 };

const root = scratch();
const pictures = join(root, 'slides');
const command = ['ingest', pictures, '--cases', join(pictures, 'cases.csv')];
const random = createRng(8);
let made: SmallSlide[];
let undisturbed: Awaited<ReturnType<typeof lookAt>>;

beforeAll(async () => {
  made = await makeSmallArchive(pictures, { slides: SLIDES });
  await ask(command, { data: join(root, 'undisturbed') });
  undisturbed = await lookAt(join(root, 'undisturbed'));
});

/** All that an archive holds and answers, without what is chosen anew each time: ids and times. */
async function lookAt(data: string) {
  const server = await serve(data);
  try {
    const api = createHttp(server.url);
    await api.finished((await api.walk<JobState>('/jobs', 100))[0]!.id);
    const slides = await api.walk<{ id: string; name: string; status: string; caseId: string }>(
      '/slides',
      100,
    );
    const names = new Map(slides.map(({ id, name }) => [name, id]));
    const ledgers: Record<string, unknown> = {};
    for (const { id, name, status, caseId } of slides) {
      const { spaces } = await api.get<{ spaces: unknown[] }>(`/slides/${id}/ledger`);
      ledgers[name] = { status, caseId, spaces };
    }
    const answers = [];
    for (const { file } of made.slice(0, QUESTIONS)) answers.push(await answerTo(api, names.get(file)!));
    const { tiles, cases } = await api.get<{ tiles: number; cases: number }>('/status');
    const jobs = (await api.walk<JobState>('/jobs', 100)).map(({ state }) => state);
    return { names: slides.map(({ name }) => name).sort(), ledgers, answers, tiles, cases, jobs };
  } finally {
    await server.stop();
  }
}

async function answerTo(api: Http, slideId: string) {
  const answer = await api.post<SearchAnswer>('/searches', { slideId, region: REGION, space: 'all' });
  return {
    space: answer.space,
    searched: answer.searched,
    rescored: answer.rescored,
    evidence: answer.evidence,
    abstained: answer.abstained,
    cases: answer.cases.map(({ caseId, score, ranks, percentile, slides }) => ({
      caseId,
      score,
      ranks,
      percentile,
      regions: slides.map(({ name, regions }) => ({
        name,
        regions: regions.map(({ tileId: _, ...at }) => at),
      })),
    })),
  };
}

/** What a kill waits for: a time after the start, or a number of tiles in the catalog. Each a little later still. */
type Moment = { readonly afterMs: number } | { readonly tiles: number; readonly laterMs: number };

/** Every fourth comes while the process starts, imports and looks at slides; the others spread over what is left. */
function nextMoment(kill: number, tiles: number): Moment {
  if (kill % KILLS_A_DIRECTORY === 0) return { afterMs: random() * STARTING_MS };
  const left = undisturbed.tiles - tiles;
  return { tiles: tiles + Math.ceil(random() * left), laterMs: random() * BETWEEN_COMMITS_MS };
}

/**
 * Starts the ingest and kills it: the whole group, or (as the system does when memory runs out) the main process
 * alone, whose workers must then end by themselves. False when it ended before.
 */
async function ingestAndKill(data: string, moment: Moment, whole: boolean): Promise<boolean> {
  const child = start([...command, '--data', data]);
  const over = ended(child);
  let early = false;
  void over.then(() => {
    early = true;
  });
  if ('afterMs' in moment) await sleep(moment.afterMs);
  else {
    while (!early && tilesIn(data) < moment.tiles) await sleep(10);
    await sleep(moment.laterMs);
  }
  if (whole) killGroup(child);
  else child.kill('SIGKILL');
  const { signal } = await over;
  await until('no worker is left', () => livingInGroup(child.pid!).length === 0, 15_000);
  return signal === 'SIGKILL';
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Tiles that are in the archive: as many as the catalog's file says; none while that is being made. */
function tilesIn(data: string): number {
  const file = join(data, 'tessera.db');
  if (!existsSync(file)) return 0;
  const connection = new Database(file, { readonly: true });
  try {
    return connection.prepare('SELECT coalesce(sum(indexed), 0) FROM slide_spaces').pluck().get() as number;
  } catch {
    return 0;
  } finally {
    connection.close();
  }
}

describe('an ingest that is killed at any moment', () => {
  it(`goes on after each of ${KILLS} kills, and in the end nothing is lost and nothing is there twice`, async () => {
    let kills = 0;
    const left: number[] = [];
    for (let directory = 0; kills < KILLS; directory++) {
      const data = join(root, `killed-${directory}`);
      for (let kill = 0; kill < KILLS_A_DIRECTORY && kills < KILLS; kill++) {
        const moment = nextMoment(kill, tilesIn(data));
        if (!(await ingestAndKill(data, moment, kills % 2 === 0))) break;
        kills++;
        left.push(tilesIn(data));
      }
      await ask(command, { data });
      const verified = await cli(['verify', '--json'], { data });
      expect(verified.code, verified.stdout).toBe(0);
      const after = await lookAt(data);
      expect(after.names).toEqual(made.map(({ file }) => file));
      expect(after.jobs.filter((state) => state !== 'done')).toEqual([]);
      expect({ ...after, jobs: [] }).toEqual({ ...undisturbed, jobs: [] });
      expect(readdirSync(data).filter((name) => /tmp|partial/.test(name))).toEqual([]);
    }
    const halfDone = left.filter((tiles) => tiles > 0 && tiles < undisturbed.tiles);
    expect(halfDone.length, `kills that met the work half done (${left})`).toBeGreaterThanOrEqual(KILLS / 3);
  }, 300_000);
});
