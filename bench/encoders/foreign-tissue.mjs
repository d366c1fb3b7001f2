import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { drawPatch } from '../../scripts/phantoms/patch.mjs';
import { PATTERNS } from '../../scripts/phantoms/recipes.mjs';
import { SITES } from '../../scripts/phantoms/sites.mjs';
import { once } from '../built.mjs';
import { askPicture, askWhole, verdict, withArchive } from './archives.mjs';
import { readRows, sharedData, thin, writeRows } from './data.mjs';
import { writePicture } from './pictures.mjs';

/**
 * Questions of tissue that the archive has, from patients that it has not, and of tissue that it has not.
 * @typedef {{ best: number, abstained: boolean }} Verdict
 * @typedef {{ present: Verdict[], absent: Verdict[] }} Verdicts
 */

/** A third of the patterns is missing at a time. */
const FOLDS = 3;
const MPP = 0.5;
/** 512 µm: four by four tiles of 112 µm and a bit. */
const SIDE_PX = 1024;
/** About one tile, and four by four, of the finest scale; px. */
const REGIONS = { '1 tile': 224, '16 tiles': 896 };
/** Tiles of both sets are read at this scale, pixel for pixel, so that scale does not give them away. */
const COMMON_MPP = '1';

/**
 * Phantoms: archives that lack some of the patterns, each pattern once. Patches of new patients ask.
 * @returns {Promise<Record<string, Verdicts>>} by size of the question
 */
export async function phantomQuestions(scratch, { models, model, folds, patients, asking }) {
  const folder = await phantomPatches(patients, asking);
  const rows = readRows(join(folder, 'cases.csv'));
  const found = Object.fromEntries(Object.keys(REGIONS).map((size) => [size, { present: [], absent: [] }]));
  const patterns = Object.keys(PATTERNS);
  for (let fold = 0; fold < Math.min(folds, FOLDS); fold++) {
    const lacking = new Set(patterns.filter((_, i) => i % FOLDS === fold));
    const archived = rows.filter((row) => row.asks === '' && !lacking.has(row.diagnosis));
    const archive = archiveOf(scratch, `phantoms-${model}-${fold}`, folder, archived);
    await withArchive({ ...archive, models, model }, async (house) => {
      for (const row of rows.filter(({ asks }) => asks !== '')) {
        for (const [size, side] of Object.entries(REGIONS)) {
          const corner = Math.round((SIDE_PX - side) / 2);
          const region = { x: corner, y: corner, width: side, height: side };
          const answer = await askPicture(house, { file: join(folder, row.file), mpp: MPP, region });
          found[size][lacking.has(row.diagnosis) ? 'absent' : 'present'].push(verdict(answer));
        }
      }
    });
  }
  return found;
}

async function phantomPatches(patients, asking) {
  return once(`phantom-patches-${SIDE_PX}px-${patients}-${asking}`, async (made) => {
    console.error('drawing phantom patches …');
    const sites = Object.keys(SITES);
    const rows = [];
    for (const recipe of Object.keys(PATTERNS)) {
      for (let i = 0; i < patients + asking; i++) {
        const seed = `absent ${recipe} ${i}`;
        const site = sites[i % sites.length];
        const file = `${recipe.replaceAll(' ', '-')}-${i}.png`;
        const patch = drawPatch({ recipe, site, patientSeed: seed, sizePx: SIDE_PX, mpp: MPP, seed });
        await writePicture(join(made, file), patch);
        const asks = i < patients ? '' : 'yes';
        rows.push({
          file,
          case_id: seed,
          patient_id: seed,
          organ: 'phantom',
          diagnosis: recipe,
          site,
          mpp: '0.5',
          asks,
        });
      }
    }
    writeRows(join(made, 'cases.csv'), rows);
  });
}

/** Real tiles: an archive of one organ's training tiles, asked by validation tiles of both. */
export async function organTiles(scratch, { models, model, archived, foreign, ...thinned }) {
  const lists = [archived, foreign].map((name) => listTiles(name));
  if (lists.some((list) => list === undefined)) return undefined;
  const [own, others] = lists;
  const training = thin(
    own.filter(({ split }) => split === 'train'),
    thinned.archivedEvery,
  );
  const archive = archiveOf(scratch, `tiles-${model}-${archived}`, '', training.map(asCase));
  return withArchive({ ...archive, models, model }, async (house) => {
    const asked = async (rows) => {
      const asking = rows.filter(({ split }) => split === 'validation');
      const verdicts = [];
      for (const { path } of thin(asking, thinned.askedEvery))
        verdicts.push(verdict(await askPicture(house, { file: path, mpp: Number(COMMON_MPP) })));
      return verdicts;
    };
    return { present: await asked(own), absent: await asked(others) };
  });
}

const SETS = { lung: 'tiles/lung', colon: 'tiles/crc' };

function listTiles(name) {
  const folder = sharedData(SETS[name]);
  if (folder === undefined) return undefined;
  return readRows(join(folder, 'tiles.csv')).map((row) => ({
    ...row,
    path: resolve(folder, row.file),
    organ: name,
  }));
}

const asCase = ({ path, file, group, organ, label }) => ({
  file: path,
  case_id: file,
  // Tiles whose slide is not known may be of one: as patients of their own they would answer for each other.
  patient_id: group || `${organ}, slide not known`,
  organ,
  diagnosis: label,
  mpp: COMMON_MPP,
});

/**
 * The archive of real pictures: for every organ an archive without it, asked by its pictures; and the whole archive,
 * asked by every picture of an organ that other patients have as well, its own patient left out.
 */
export async function leftOutOrgans(scratch, { models, model, every }) {
  const from = sharedData('slides/archive');
  if (from === undefined) return undefined;
  const rows = thin(readRows(join(from, 'cases.csv')), every);
  const organs = [...new Set(rows.map(({ organ }) => organ))];
  const absent = [];
  for (const organ of organs) {
    const others = rows.filter((row) => row.organ !== organ);
    const archive = archiveOf(scratch, `without-${organ}-${model}`, from, others);
    await withArchive({ ...archive, models, model }, async (house) => {
      for (const row of rows.filter((one) => one.organ === organ))
        absent.push(
          verdict(await askWhole(house, { reference: join(from, row.file), mpp: Number(row.mpp) })),
        );
    });
  }
  const patients = (organ) =>
    new Set(rows.filter((row) => row.organ === organ).map((row) => row.patient_id)).size;
  const whole = archiveOf(scratch, `whole-${model}`, from, rows);
  const present = await withArchive({ ...whole, models, model }, async (house) => {
    const verdicts = [];
    for (const row of rows.filter(({ organ }) => patients(organ) > 1))
      verdicts.push(verdict(await askWhole(house, { reference: row.file })));
    return verdicts;
  });
  return { present, absent };
}

/** A data directory with a case list of these rows, whose files lie in `from`. */
function archiveOf(scratch, name, from, rows) {
  const data = join(scratch, name.replaceAll(/[^a-z0-9-]+/gi, '-'));
  mkdirSync(data, { recursive: true });
  const listed = rows.map((row) => ({ ...row, file: row.file.split('/').at(-1) }));
  return {
    data,
    cases: writeRows(join(data, 'cases.csv'), listed),
    paths: rows.map(({ file }) => resolve(from, file)),
  };
}
