import { copyFileSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TileReport } from '../../src/evaluation/tile-report.js';
import { ask, cli, scratch } from '../support/house.js';
import { type DrawnTile, drawLabelledTiles } from '../support/labelled-tiles.js';
import { sharedData } from '../support/shared-slides.js';

const folder = scratch();
/** Never made: these measurements need no archive. */
const data = join(folder, 'no-archive');
const MODEL = 'stain-texture';

const PATTERNS = ['crypts', 'alveoli', 'solid nests'] as const;
/** Three patterns from two groups each, two pictures a group. */
const drawn: DrawnTile[] = PATTERNS.flatMap((pattern) =>
  ['one', 'two'].flatMap((group) =>
    ['x', 'y'].map((name) => ({
      file: `${pattern} ${group} ${name}.png`,
      label: pattern,
      group: `${pattern} ${group}`,
      pattern,
      site: group === 'one' ? ('north' as const) : ('lake' as const),
    })),
  ),
);
let list: string;

const measure = (more: readonly string[], from = list) =>
  ask<TileReport>(['evaluate', 'tiles', from, '--mpp', '1', '--model', MODEL, ...more], { data });
async function refusal(args: readonly string[]): Promise<{ tag: string; message: string; hint?: string }> {
  const { code, stdout, stderr } = await cli(['evaluate', 'tiles', ...args, '--json'], { data });
  expect(code).toBe(2);
  expect(stderr).not.toMatch(/\bat .*\.js:\d+/);
  return (JSON.parse(stdout) as { error: { tag: string; message: string } }).error;
}

beforeAll(async () => {
  list = await drawLabelledTiles(join(folder, 'tiles'), drawn);
});

// Each measurement is a process that loads a model: seconds on a machine of its own, many on a shared one.
describe('tessera evaluate tiles', { timeout: 180_000 }, () => {
  it('finds the same pattern in another group, says how it read the pictures, and makes no archive', async () => {
    const report = await measure([]);
    expect(report).toMatchObject({
      model: MODEL,
      tiles: 12,
      groups: 6,
      queries: 12,
      scale: { mpp: 1, tilePx: 224 },
      asTheyAre: 0,
      resampled: 0,
      padded: 0,
      pool: { which: 'all', tiles: 12 },
      withoutRelevant: 0,
    });
    expect(report.macroP1).toBeGreaterThan(report.chance.macroP1!);
    // Two of ten others carry the label.
    expect(report.chance.p1).toBeCloseTo(0.2, 1);
    expect(report.p10).toBeCloseTo(0.2, 10);
    expect(report.perClass.map(({ label, n, groups }) => [label, n, groups])).toEqual(
      [...PATTERNS].sort().map((label) => [label, 4, 2]),
    );
    expect(report.perGroup).toHaveLength(6);
    const mean = report.perGroup.reduce((sum, { n, p1 }) => sum + n * p1, 0) / 12;
    expect(report.p1).toBeCloseTo(mean, 12);
    for (const name of ['p1', 'macroP1', 'macroP10', 'macroMmv5', 'balancedAccuracy'] as const) {
      const [low, high] = report.ci95[name]!;
      expect(low).toBeLessThanOrEqual(report[name]!);
      expect(high).toBeGreaterThanOrEqual(report[name]!);
    }
    expect(existsSync(data)).toBe(false);
    expect(await measure([])).toEqual(report);
  });

  it('the own group never answers, not even with a copy', async () => {
    const copies = await drawLabelledTiles(
      join(folder, 'copies'),
      drawn.filter((_, i) => i % 2 === 0),
    );
    const at = join(folder, 'copies');
    // Each picture again under another name in its own group, and in another group under a wrong label.
    const rows = drawn
      .filter((_, i) => i % 2 === 0)
      .flatMap(({ file, label, group }) => {
        copyFileSync(join(at, file), join(at, `again ${file}`));
        copyFileSync(join(at, file), join(at, `wrong ${file}`));
        return [
          `${file},${label},${group},validation`,
          `again ${file},${label},${group},train`,
          `wrong ${file},wrong,elsewhere,train`,
        ];
      });
    writeFileSync(copies, `${['file,label,group,split', ...rows].join('\n')}\n`);
    const report = await measure([], copies);
    expect(report.queries).toBe(6);
    expect(report.p1).toBe(0);
  });

  it('with a split the validation rows ask, and all or only the training rows answer', async () => {
    const split = await drawLabelledTiles(
      join(folder, 'split'),
      drawn.map((tile) => ({ ...tile, split: tile.group.endsWith('one') ? 'validation' : 'train' })),
    );
    expect(await measure([], split)).toMatchObject({ queries: 6, pool: { which: 'all', tiles: 12 } });
    const trained = await measure(['--pool', 'train'], split);
    expect(trained).toMatchObject({ queries: 6, groups: 6, pool: { which: 'train', tiles: 6 } });
    // Each class asks with one group alone, and another one answers: none is left out.
    expect(trained.perClass.every(({ recall }) => recall !== null)).toBe(true);
  });

  it('colour statistics stand beside a model', async () => {
    const report = await ask<TileReport>(
      ['evaluate', 'tiles', list, '--mpp', '1', '--model', 'colour-statistics'],
      { data },
    );
    expect(report).toMatchObject({ model: 'colour-statistics', space: null, scale: null, queries: 12 });
  });

  it('pictures of other sizes and scales are cut, completed or resampled, and it says so', async () => {
    const sizes = [300, 224, 130].map((sidePx, i) => ({ ...drawn[4 * i]!, sidePx }));
    const uneven = await drawLabelledTiles(join(folder, 'uneven'), sizes);
    expect(await measure([], uneven)).toMatchObject({ padded: 1, resampled: 0 });
    // 0.8 µm/px differs from 1 by a quarter: pixel for pixel, unless the scale is to be kept exactly.
    expect(await measure(['--mpp', '0.8'])).toMatchObject({ padded: 0, resampled: 0, asTheyAre: 12 });
    const said = await cli(['evaluate', 'tiles', list, '--mpp', '0.8', '--model', MODEL], { data });
    expect(said.stdout).toContain('Read at 1 µm/px (224 px), 12 of 12 pixel for pixel');
    expect(await measure(['--mpp', '0.8', '--exact-scale'])).toMatchObject({
      scale: { mpp: 1 },
      padded: 12,
      resampled: 12,
      asTheyAre: 0,
    });
    expect(await measure(['--mpp', '1.2', '--exact-scale'])).toMatchObject({ scale: { mpp: 2 } });
    const tiny = await drawLabelledTiles(join(folder, 'tiny'), [{ ...drawn[0]!, sidePx: 110 }, drawn[4]!]);
    expect(await refusal([tiny, '--mpp', '1', '--model', MODEL])).toMatchObject({
      tag: 'too-small',
      message: expect.stringMatching(/^1 of 2 pictures .*110 × 110 px/) as string,
    });
    expect(await refusal([list, '--mpp', '9', '--model', MODEL])).toMatchObject({
      tag: 'too-coarse',
      message: expect.stringContaining('9 µm/px') as string,
    });
  });

  it('refuses what it cannot measure, by name', async () => {
    const mpp = ['--mpp', '1'];
    expect(await refusal([list, '--model', 'none', ...mpp])).toMatchObject({
      tag: 'not-found',
      message: expect.stringContaining('none') as string,
    });
    expect((await refusal([list, ...mpp, '--pool', 'some'])).message).toContain('all or train');
    const broken = await drawLabelledTiles(join(folder, 'broken'), drawn);
    writeFileSync(join(folder, 'broken', drawn[3]!.file), 'no picture');
    expect(await refusal([broken, ...mpp, '--model', MODEL])).toMatchObject({
      message: expect.stringContaining(`1 of 12 pictures cannot be measured (${drawn[3]!.file})`) as string,
    });
  });

  const lung = sharedData('tiles/lung');
  it.skipIf(lung === undefined)(
    'an augmented twin of the same photograph does not answer (needs ../shared)',
    async () => {
      const from = lung!;
      const far = readdirSync(from).find((name) => name.startsWith('lungn'))!;
      const real = join(folder, 'real.csv');
      const at = (name: string) => join(from, name);
      writeFileSync(
        real,
        `file,label,group,split\n${at('lungaca915.jpg')},one,g1,validation\n${at('lungaca1829.jpg')},one,g1,train\n${at(far)},two,g2,train\n`,
      );
      expect(await measure(['--mpp', '0.8'], real)).toMatchObject({ queries: 1, p1: 0, withoutRelevant: 1 });
    },
  );
});
