import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TileEvaluationParts } from './parts.js';
import { measureTiles, type TileQuestion } from './tiles.js';

/** Nothing may be computed for a list that cannot be measured. */
const NO_PARTS = {} as TileEvaluationParts;

function refusal(rows: readonly string[], more: Partial<TileQuestion> = {}): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), 'tessera-tiles-'));
  for (const name of ['a', 'b', 'c']) writeFileSync(join(folder, name), '');
  const list = join(folder, 'tiles.csv');
  writeFileSync(list, `${rows.join('\n')}\n`);
  return measureTiles(NO_PARTS, {
    list,
    model: 'none',
    pool: 'all',
    exactScale: false,
    labelColumn: 'label',
    groupColumn: 'group',
    splitColumn: undefined,
    mpp: 1,
    onProgress: () => {},
    ...more,
  });
}

describe('measureTiles refuses before anything is computed', () => {
  it.each([
    ['one group alone', ['file,label,group', 'a,x,g', 'b,y,g'], {}, /no second group/],
    [
      'a training part of the asking group alone',
      ['file,label,group,split', 'a,x,g,validation', 'b,x,g,train'],
      { pool: 'train' as const },
      /no second group/,
    ],
    [
      'a training part without anyone',
      ['file,label,group,split', 'a,x,g,validation', 'b,x,h,validation'],
      { pool: 'train' as const },
      /no second group/,
    ],
    [
      'a training part of a list without split',
      ['file,label,group', 'a,x,g', 'b,x,h'],
      { pool: 'train' as const },
      /has no split/,
    ],
    [
      'a split in which nothing asks',
      ['file,label,group,split', 'a,x,g,train', 'b,x,h,train'],
      {},
      /nothing asks/,
    ],
  ])('%s', async (_, rows, more, message) => {
    await expect(refusal(rows, more)).rejects.toMatchObject({
      tag: 'invalid-input',
      message: expect.stringMatching(message) as string,
    });
  });
});
