import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTileList, type TileListOptions } from './tile-list.js';

const DEFAULT: TileListOptions = {
  labelColumn: 'label',
  groupColumn: 'group',
  splitColumn: undefined,
  mpp: undefined,
};

/** Reads a list beside the files a.png and b.png. */
function read(
  list: string | Uint8Array,
  options: Partial<TileListOptions> = { mpp: 0.5 },
  set?: string,
): ReturnType<typeof readTileList> {
  const folder = mkdtempSync(join(tmpdir(), 'tessera-list-'));
  for (const name of ['a.png', 'b.png']) writeFileSync(join(folder, name), '');
  writeFileSync(join(folder, 'tiles.csv'), list);
  if (set !== undefined) writeFileSync(join(folder, 'set.json'), set);
  return readTileList(join(folder, 'tiles.csv'), { ...DEFAULT, ...options });
}

describe('readTileList', () => {
  it('reads rows, whatever else the table holds, from text as spreadsheets write it', async () => {
    const list =
      '\uFEFFcopy,file, label ,group,split\r\n1,a.png,绒毛状腺瘤,g1,Validation\r\n\r\n2,"b.png", b ,,train\r\n';
    const { tiles, isSplit } = await read(list);
    expect(isSplit).toBe(true);
    expect(tiles).toMatchObject([
      { label: '绒毛状腺瘤', group: 'g1', isValidation: true, isTraining: false, mpp: 0.5 },
      { label: 'b', isValidation: false, isTraining: true },
    ]);
    expect(tiles[0]!.path).toMatch(/a\.png$/);
  });

  it('a tile without a group is a group of its own', async () => {
    const { tiles } = await read('file,label,group\na.png,x,\nb.png,x,\n');
    expect(new Set(tiles.map(({ group }) => group)).size).toBe(2);
  });

  it('takes other columns by name, and is not split without a column for it', async () => {
    const list = 'file,class,patient,fold\na.png,x,p1,val\nb.png,y,p2,other\n';
    const named = { labelColumn: 'class', groupColumn: 'patient', mpp: 1 };
    expect(await read(list, named)).toMatchObject({
      isSplit: false,
      tiles: [{ label: 'x', group: 'p1' }, { label: 'y' }],
    });
    const split = await read(list, { ...named, splitColumn: 'fold' });
    expect(split.tiles.map(({ isValidation, isTraining }) => [isValidation, isTraining])).toEqual([
      [true, false],
      [false, false],
    ]);
  });

  it('knows the parts by the words that data sets use for them', async () => {
    const marks = async (split: string) => {
      const { tiles } = await read(`file,label,group,split\na.png,x,g,${split}\n`);
      return [tiles[0]!.isValidation, tiles[0]!.isTraining];
    };
    for (const word of ['validation', 'val', 'VALID']) expect(await marks(word)).toEqual([true, false]);
    for (const word of ['train', 'Training']) expect(await marks(word)).toEqual([false, true]);
    for (const word of ['test', '']) expect(await marks(word)).toEqual([false, false]);
  });

  it.each([
    ['what a person gives', { mpp: 2 }, 'file,label,group,mpp\na.png,x,g,0.25\n', '{"mpp": 4}', 2],
    ['else the column', {}, 'file,label,group,mpp\na.png,x,g,0.25\n', '{"mpp": 4}', 0.25],
    ['else set.json, also for an empty cell', {}, 'file,label,group,mpp\na.png,x,g,\n', '{"mpp": 4}', 4],
  ])('µm/px: %s', async (_, options, list, set, mpp) => {
    expect((await read(list, options, set)).tiles[0]!.mpp).toBe(mpp);
  });

  it.each([
    ['no column', 'file,class,group\na.png,x,g\n', {}, undefined, 'invalid-input', /no column label/],
    ['no group column', 'file,label\na.png,x\n', {}, undefined, 'invalid-input', /no column group/],
    [
      'a named split that is not there',
      'file,label,group\na.png,x,g\n',
      { splitColumn: 'fold', mpp: 1 },
      undefined,
      'invalid-input',
      /no column fold/,
    ],
    ['no row', 'file,label,group\n', { mpp: 1 }, undefined, 'invalid-input', /lists no tile/],
    [
      'a row without a label',
      'file,label,group\na.png,x,g\nb.png,,g\n',
      { mpp: 1 },
      undefined,
      'invalid-input',
      /without a label: line 3/,
    ],
    [
      'a file twice',
      'file,label,group\na.png,x,g\n./a.png,x,h\n',
      { mpp: 1 },
      undefined,
      'invalid-input',
      /twice, in lines 2 and 3/,
    ],
    [
      'files that are not there',
      'file,label,group\nc.png,x,g\na.png,x,g\nsub/d.png,x,g\n',
      { mpp: 1 },
      undefined,
      'not-found',
      /^2 listed files are not there: c\.png, sub\/d\.png/,
    ],
    ['nothing that says µm/px', 'file,label,group\na.png,x,g\n', {}, undefined, 'missing-mpp', /how many µm/],
    [
      'a set.json without it',
      'file,label,group\na.png,x,g\n',
      {},
      '{"unit": "patient"}',
      'missing-mpp',
      /how many µm/,
    ],
    [
      'a set.json that does not know it',
      'file,label,group\na.png,x,g\n',
      {},
      '{"mpp": null, "mppSource": "unknown"}',
      'missing-mpp',
      /how many µm/,
    ],
    ['a set.json that is none', 'file,label,group\na.png,x,g\n', {}, 'mpp = 4', 'invalid-input', /not JSON/],
    ['a scale of 0', 'file,label,group,mpp\na.png,x,g,0\n', {}, undefined, 'invalid-input', /mpp in line 2/],
    [
      'a scale below 0 by flag',
      'file,label,group\na.png,x,g\n',
      { mpp: -1 },
      undefined,
      'invalid-input',
      /--mpp/,
    ],
    [
      'rows of other lengths',
      'file,label,group\na.png,x\n',
      { mpp: 1 },
      undefined,
      'invalid-input',
      /not a CSV table/,
    ],
    [
      'text in no UTF-8',
      Uint8Array.from([0x66, 0xe4, 0xff, 0x0a]),
      { mpp: 1 },
      undefined,
      'invalid-input',
      /UTF-8/,
    ],
  ])('refuses %s, and says what', async (_, list, options, set, tag, message) => {
    await expect(read(list, options, set)).rejects.toMatchObject({
      tag,
      message: expect.stringMatching(message) as string,
    });
  });

  it('refuses a list that is not there, and a folder', async () => {
    await expect(readTileList('/nowhere/tiles.csv', DEFAULT)).rejects.toMatchObject({ tag: 'not-found' });
    await expect(readTileList(tmpdir(), DEFAULT)).rejects.toMatchObject({
      tag: 'not-found',
      message: expect.stringContaining('folder') as string,
    });
  });
});
