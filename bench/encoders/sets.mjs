import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { phantomTiles } from '../../scripts/stain-texture/phantom-tiles.mjs';
import { built, builtUrl, MODELS, once } from '../built.mjs';
import { otherStain } from './changes.mjs';
import { readRows, sharedData, thin, writeRows } from './data.mjs';
import { readPicture, writePicture } from './pictures.mjs';

const STAIN_SEEDS = [1, 2, 3];
const { readConfig } = await built('config.js');
const { measureTilesWithoutArchive } = await import(builtUrl('app.js').href);

/** `tessera evaluate tiles` in this process. `model`: colour-statistics, or one of `models`. */
export function evaluateTiles(list, { models = MODELS, model, pool = 'all', exactScale = false }) {
  const config = readConfig({ model }, { TESSERA_MODELS: models });
  const columns = { labelColumn: 'label', groupColumn: 'group', splitColumn: undefined };
  const question = { list, ...columns, mpp: undefined, pool, exactScale, onProgress() {} };
  return measureTilesWithoutArchive(config, question, (line) => console.error(line));
}

/** Validation asks; the training part answers on colon, everything of other groups on lung. */
const SETS = {
  lung: { folder: 'tiles/lung', mpp: '0.8', pool: 'all' },
  colon: { folder: 'tiles/crc', mpp: '1.2', pool: 'train' },
};

/**
 * Lists of labelled tiles, each with its name and who answers: as they are, and with queries stained otherwise,
 * three draws each, where only unchanged pictures answer. `every`: take one of so many rows.
 */
export async function tileLists(scratch, every) {
  const lists = [];
  for (const [name, { folder, mpp, pool }] of Object.entries(SETS)) {
    const from = sharedData(folder);
    if (from === undefined) continue;
    const rows = thin(readRows(join(from, 'tiles.csv')), every).map(({ file, label, group, split }) => ({
      ...{ file: resolve(from, file), label, group: group || file, split, mpp },
    }));
    lists.push({ name, stained: false, pool, list: writeRows(join(scratch, `${name}.csv`), rows), rows });
    const answering = pool === 'all' ? rows : rows.filter(({ split }) => split === 'train');
    const stained = await stainQueries(join(scratch, name), rows);
    const changed = [...answering.map((row) => ({ ...row, split: 'train' })), ...stained];
    const list = writeRows(join(scratch, `${name}-stained.csv`), changed);
    lists.push({ name, stained: true, pool: 'train', list, rows: changed });
  }
  return lists;
}

/** Every row that asks, stained otherwise. */
async function stainQueries(folder, rows) {
  mkdirSync(folder, { recursive: true });
  const changed = [];
  for (const [i, row] of rows.filter(({ split }) => split === 'validation').entries()) {
    const picture = await readPicture(row.file);
    for (const seed of STAIN_SEEDS) {
      const file = join(folder, `${i}-${seed}.png`);
      await writePicture(file, otherStain(picture, 1000 * seed + i));
      changed.push({ ...row, file });
    }
  }
  return changed;
}

/** Phantom patterns, two tiles a patient; other sites answer. @param {number} perSite tiles of a pattern and site */
export async function phantomList(mpp, perSite) {
  const folder = await once(`phantom-tiles-${mpp}um-${perSite}`, async (made) => {
    console.error(`drawing phantom tiles at ${mpp} µm/px …`);
    const rows = [];
    for (const { picture, label, unit } of phantomTiles(mpp, perSite, 'measure')) {
      const file = `${rows.length}.png`;
      await writePicture(join(made, file), picture);
      rows.push({ file, label, group: unit, mpp: String(mpp) });
    }
    writeRows(join(made, 'tiles.csv'), rows);
  });
  return join(folder, 'tiles.csv');
}
