import { built, MODELS } from '../built.mjs';

const TEN_YEARS_MS = 10 * 365 * 86_400_000;

/**
 * A catalog without pixels behind it: slides that are there in name, for tiles and vectors that are made up.
 * @param {string} file
 * @param {{ dim?: number, models?: string, model?: string }} options `dim` alone: the space of no model
 */
export async function openCatalog(file, { dim, models = MODELS, model }) {
  const { openDatabase } = await built('catalog/database.js');
  const { createSqliteCatalog } = await built('catalog/sqlite-catalog.js');
  const catalog = createSqliteCatalog(openDatabase(file));
  const space = model
    ? await finestSpace(models, model)
    : { id: `none@1um-224px`, modelId: 'none', modelSha256: '0'.repeat(64), mpp: 0.5, tilePx: 224, dim };
  await catalog.tiles.ensureSpaces([space]);
  const add = (slide) => catalog.slides.add({ ...BLANK, ...slide });
  return {
    catalog,
    space,
    addSlide: (i, caseKey) =>
      add({ caseKey, name: nameOf(i), path: `/nowhere/${nameOf(i)}`, sha256: String(i).padStart(64, '0') }),
    /** A slide with pixels that asks and never answers. */
    addVisitor: (path, info) =>
      add({
        ...{ path, name: path.split('/').at(-1), format: info.format, levels: info.levels },
        ...{ width: info.width, height: info.height, mpp: info.mpp, mppSource: info.mppSource },
        ...{ state: 'visiting', status: 'pending', expiresAt: Date.now() + TEN_YEARS_MS, sha256: undefined },
      }),
  };
}

export const nameOf = (i) => `made-up-${String(i).padStart(5, '0')}.tif`;

async function finestSpace(models, model) {
  const { readModel } = await built('inference/read-models.js');
  const { spacesOf } = await built('domain/models.js');
  return spacesOf(await readModel(`${models}/${model}`)).toSorted((a, b) => a.mpp - b.mpp)[0];
}

const SIDE = 224 * 64;
const BLANK = {
  caseKey: undefined,
  bytes: 1,
  modifiedAt: 0,
  state: 'archived',
  status: 'indexed',
  error: undefined,
  format: 'generic-tiff',
  width: SIDE,
  height: SIDE,
  levels: [{ width: SIDE, height: SIDE, downsample: 1 }],
  mpp: 0.5,
  mppSource: 'tiff',
  stain: 'H&E',
  scanner: undefined,
  extra: {},
  expiresAt: undefined,
};
