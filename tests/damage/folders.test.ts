import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { IngestReport } from '../../src/api/schemas/slide.js';
import { ask, cli, scratch, serve } from '../support/house.js';
import { createHttp, type JobState } from '../support/http.js';
import { drawSmallSlide } from '../support/small-archive.js';
import { NOT_IN_FOLDERS, SLIDE_ROWS } from './slides.js';

const root = scratch();
const good = (file: string) =>
  drawSmallSlide(file, { pattern: 'crypts', site: 'north', seed: 'good', sidePx: 500 });

describe('a folder full of bad slides', () => {
  const data = join(root, 'bad-data');
  const folder = join(root, 'bad');
  /** A name that shells, addresses and patterns stumble over. */
  const named = join(folder, 'Größe [1] (копия) & 100% 切片', "o'brien #1; $HOME.tif");
  const rows = SLIDE_ROWS.filter(({ file }) => !NOT_IN_FOLDERS.includes(file));

  it('fails slide by slide, each with its reason, and the good ones among them are indexed', async () => {
    for (const [i, row] of rows.entries()) {
      const own = join(folder, `row-${i}`);
      mkdirSync(own, { recursive: true });
      await row.make?.(join(own, row.file), own, folder);
    }
    mkdirSync(join(named, '..'), { recursive: true });
    await good(named);
    writeFileSync(join(folder, 'notes.txt'), 'no slide');
    writeFileSync(join(folder, '.hidden.svs'), 'not even looked at');
    execFileSync('mkfifo', [join(folder, 'pipe.svs')]);
    symlinkSync(folder, join(folder, 'back-up'));

    const report = await ask<IngestReport>(['ingest', folder], { data });
    const byName = new Map(report.slides.map((slide) => [slide.name, slide]));
    expect([...byName.keys()].sort()).toEqual(
      [...rows.map(({ file }) => file), "o'brien #1; $HOME.tif"].sort(),
    );
    expect(byName.get("o'brien #1; $HOME.tif")).toMatchObject({ status: 'indexed', error: null });
    for (const { file, tag, mpp } of rows) {
      // Without --mpp, a picture's lack of a scale is met before what else is wrong with it.
      const allowed = mpp === undefined ? [tag] : [tag, 'missing-mpp'];
      expect(byName.get(file), file).toMatchObject({ status: 'failed' });
      expect(allowed, file).toContain(byName.get(file)!.error!.tag);
      expect(byName.get(file)!.tiles.indexed, file).toBe(0);
    }
    expect(report.otherFiles).toEqual(['notes.txt']);
  });

  it('is sound afterwards, and only the good slide answers', async () => {
    expect((await cli(['verify'], { data })).code).toBe(0);
    const answer = await ask<{ searched: { cases: number }; cases: { slides: { name: string }[] }[] }>(
      ['search', '--slide', named, '--include-own-patient'],
      { data },
    );
    expect(answer.searched.cases).toBe(0);
    const guest = join(root, 'guest.tif');
    await drawSmallSlide(guest, { pattern: 'crypts', site: 'lake', seed: 'guest', sidePx: 500 });
    const asked = await ask<typeof answer>(['search', '--slide', guest], { data });
    expect(asked.cases.flatMap(({ slides }) => slides.map(({ name }) => name))).toEqual([
      "o'brien #1; $HOME.tif",
    ]);
  });

  it('the terminal shows what failed and why, as a table and without a stack', async () => {
    const { stdout, stderr, code } = await cli(['ingest', join(folder, 'row-0')], { data });
    expect(code).toBe(0);
    expect(stdout).toMatch(/1 failed/);
    expect(stdout).toContain(rows[0]!.tag);
    expect(stdout + stderr).not.toMatch(/\bat .*\.js:\d+/);
  });
});

describe('a folder that may be registered over HTTP', () => {
  it('gives its own slides; links that lead out of it are named and left alone', async () => {
    const allowed = join(root, 'allowed');
    const secret = join(root, 'secret');
    for (const folder of [allowed, join(secret, 'inner')]) mkdirSync(folder, { recursive: true });
    await good(join(allowed, 'own.tif'));
    await drawSmallSlide(join(secret, 'inner/secret.tif'), {
      pattern: 'fat',
      site: 'north',
      seed: 's',
      sidePx: 500,
    });
    symlinkSync(join(secret, 'inner/secret.tif'), join(allowed, 'link.tif'));
    symlinkSync(secret, join(allowed, 'linked'));
    symlinkSync(join(allowed, 'own.tif'), join(allowed, 'within.tif'));
    const server = await serve(join(root, 'allowed-data'), { TESSERA_SLIDE_FOLDERS: allowed });
    try {
      const api = createHttp(server.url);
      const job = await api.post<JobState>('/ingests', { paths: [allowed] });
      expect((await api.finished(job.id)).state).toBe('done');
      const report = await api.get<IngestReport>(`/ingests/${job.id}`);
      expect(report.otherFiles.sort()).toEqual(['link.tif', 'secret.tif']);
      const slides = await api.walk<{ name: string }>('/slides', 10);
      expect(slides.map(({ name }) => name)).toEqual([expect.stringMatching(/^(own|within)\.tif$/)]);
    } finally {
      await server.stop();
    }
  });
});
