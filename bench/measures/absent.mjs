import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { built } from '../built.mjs';
import { leftOutOrgans, organTiles, phantomQuestions } from '../encoders/foreign-tissue.mjs';
import { FORMULA, gatherModels } from '../encoders/models.mjs';
import { ownTissue } from '../encoders/own-tissue.mjs';
import { inScratch } from '../house.mjs';
import { percent } from '../times.mjs';

const { auroc } = await built('domain/metrics/auroc.js');
const { bootstrapClusters, wilsonInterval } = await built('domain/metrics/intervals.js');

const SIZES = {
  small: {
    folds: 1,
    patients: 2,
    asking: 1,
    slides: 3,
    regions: 1,
    archivedEvery: 24,
    askedEvery: 16,
    pictures: 3,
  },
  default: {
    folds: 3,
    patients: 8,
    asking: 4,
    slides: 30,
    regions: 4,
    archivedEvery: 4,
    askedEvery: 1,
    pictures: 1,
  },
  full: {
    folds: 3,
    patients: 8,
    asking: 4,
    slides: 30,
    regions: 16,
    archivedEvery: 1,
    askedEvery: 1,
    pictures: 1,
  },
};
const ABOUT =
  'Questions of tissue that other patients of the archive have, and of tissue that nobody there has, by the trained ' +
  'encoder. AUROC: how well the best similarity alone tells them apart (intervals: bootstrap over questions). ' +
  'Present tissue that is answered with “nothing similar” is a false alarm, of which there should be 5 % at most; ' +
  'absent tissue should be answered so. Phantoms: every pattern is missing once, patches of new patients ask. Slides of ' +
  'the demo: regions of each slide’s own tissue ask, which two other patients have; nothing is absent. Tiles: ' +
  'an archive of training tiles of one organ, asked by validation tiles of it and of the other, all read at 1 µm/px. ' +
  'Slides of these sets are not known for all tiles: those of one slide that pass for two make the archive look more ' +
  'alike than it is to new patients. Archive of real pictures (test set): one organ left out at a time, whole pictures ask.';

/** Knowing when not to answer: absent tissue against present tissue. */
export function measure(size) {
  return inScratch(async (scratch) => {
    const models = join(scratch, 'models');
    mkdirSync(models);
    const { trained } = await gatherModels(models);
    const context = { ...SIZES[size], models };
    const [rows, notes, tables] = [[], [], []];
    for (const model of new Set([trained, FORMULA])) {
      const own = [];
      for (const [name, verdicts] of await allQuestions(scratch, {
        ...context,
        model,
        isTrained: model === trained,
      })) {
        if (verdicts === undefined) notes.push(`${name}: the data were not there (../shared/data).`);
        else own.push([name, verdicts]);
      }
      if (model === trained) rows.push(...own.flatMap(([name, verdicts]) => targetRow(name, verdicts)));
      tables.push(tableOf(model, own));
    }
    return { title: 'Knowing when not to answer', about: ABOUT, rows, tables, notes: [...new Set(notes)] };
  });
}

async function allQuestions(scratch, context) {
  const { model, isTrained, pictures } = context;
  console.error(`absent tissue: ${model}, phantoms`);
  const phantoms = await phantomQuestions(scratch, context);
  if (isTrained) console.error(`absent tissue: ${model}, slides of the demo`);
  const slides = isTrained ? await ownTissue(scratch, context) : {};
  console.error(`absent tissue: ${model}, tiles`);
  const lung = await organTiles(scratch, { ...context, archived: 'lung', foreign: 'colon' });
  const colon = await organTiles(scratch, { ...context, archived: 'colon', foreign: 'lung' });
  console.error(`absent tissue: ${model}, pictures`);
  const organs = await leftOutOrgans(scratch, { ...context, every: pictures });
  return [
    ...Object.entries(phantoms).map(([size, verdicts]) => [`phantoms, regions of ${size}`, verdicts]),
    ...Object.entries(slides).map(([size, verdicts]) => [`slides of the demo, regions of ${size}`, verdicts]),
    ['lung tiles archived, colon tiles ask', lung],
    ['colon tiles archived, lung tiles ask', colon],
    ['real pictures, one organ missing', organs],
  ];
}

function targetRow(name, { present }) {
  const alarms = present.filter(({ abstained }) => abstained).length;
  return {
    what: `${name}: present tissue called absent`,
    measured: shareOf(present),
    target: '≤ 5 %',
    met: alarms <= 0.05 * present.length,
  };
}

function tableOf(model, found) {
  const rows = found.map(([name, { present, absent }]) => [
    name,
    aurocWithInterval(present, absent),
    shareOf(absent),
    shareOf(present),
  ]);
  const head = ['Question', 'AUROC', 'Absent tissue turned away', 'Present tissue turned away'];
  return { title: model, head, rows };
}

function aurocWithInterval(present, absent) {
  const scores = (verdicts, weights, from) =>
    verdicts.flatMap(({ best }, i) => Array(weights ? weights[from + i] : 1).fill(best));
  const area = (weights) => auroc(scores(present, weights, 0), scores(absent, weights, present.length));
  const questions = [...present, ...absent].map((_, i) => String(i));
  const { area: interval } = bootstrapClusters(questions, (weights) => ({ area: area(weights) }), {
    draws: 500,
  });
  const value = area();
  return value === undefined
    ? '–'
    : `${value.toFixed(3)} [${interval.map((end) => end.toFixed(3)).join('-')}]`;
}

function shareOf(verdicts) {
  const away = verdicts.filter(({ abstained }) => abstained).length;
  const interval = wilsonInterval(away, verdicts.length);
  if (!interval) return '–';
  return `${away} of ${verdicts.length}, ${percent(away / verdicts.length)} [${interval.map(percent).join('-')}]`;
}
