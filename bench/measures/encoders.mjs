import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { breastHeldOut } from '../encoders/breast.mjs';
import { likeness } from '../encoders/likeness.mjs';
import { FORMULA, gatherModels } from '../encoders/models.mjs';
import { breastSquares, byOrgan } from '../encoders/real-archives.mjs';
import { evaluateTiles, phantomList, tileLists } from '../encoders/sets.mjs';
import { inScratch } from '../house.mjs';

const EVERY_SLIDE = 99;
const SIZES = {
  small: { every: 8, perSite: 2, phantoms: [1], slides: 2, likened: 12 },
  default: { every: 1, perSite: 6, phantoms: [0.5, 1, 2], slides: EVERY_SLIDE, likened: 270 },
  full: { every: 1, perSite: 6, phantoms: [0.5, 1, 2], slides: EVERY_SLIDE, likened: 270 },
};
const ABOUT =
  'The trained encoder beside mean and deviation of the channels, the fixed formula and the same network before ' +
  'training, by the product’s own commands. In brackets 95 % intervals: bootstrap over source photographs (lung), ' +
  'guessed slides (colon; patients unknown), sites (phantoms), patients (breast, archive). Lung and colon: the ' +
  'validation part asks; on lung everything of other photographs answers, on colon the training part. Lung and colon ' +
  'chose the encoder, so their figures flatter. Breast: models with an end fitted on breast patients ask by 3-fold ' +
  'cross-validation, each patient by an end fitted without them; the card says which patients the network has seen. ' +
  'The archive is a test set and measures only. Colour is standardised over what answers, in archives over training ' +
  'tiles of lung and colon.';

/** How good the encoders are, on every set there is. */
export function measure(size) {
  return inScratch(async (scratch) => {
    const context = { ...SIZES[size], scratch, models: join(scratch, 'models') };
    mkdirSync(context.models);
    const { ids, trained } = await gatherModels(context.models);
    const notes = ids.includes('untrained')
      ? []
      : ['The network before training was not there (training-cache/untrained.onnx): its column is missing.'];
    const found = { rows: [], tables: [], notes };
    await measureTileSets(context, ids, trained, found);
    await measurePhantoms(context, ids, found);
    await measureBreast(context, ids, trained, found);
    await measureArchive(context, ids, found);
    return { title: 'Encoders', about: ABOUT, ...found };
  });
}

const MUST = {
  lung: { macroP1: 0.95, macroP10: 0.93 },
  colon: { macroP1: 0.72, macroP10: 0.68 },
  'colon, stained otherwise': { macroP1: 0.65 },
};

async function measureTileSets({ scratch, every, models, likened }, ids, trained, found) {
  const lists = await tileLists(scratch, every);
  for (const { name, stained, pool, list } of lists) {
    const title = stained ? `${name}, stained otherwise` : name;
    const reports = [];
    for (const id of ids) {
      console.error(`${title}: ${id}`);
      const model = id === 'colour' ? 'colour-statistics' : id;
      reports.push([id, await evaluateTiles(list, { models, model, pool })]);
    }
    if (!stained) {
      const report = await evaluateTiles(list, { models, model: trained, pool, exactScale: true });
      reports.push([`${trained}, resampled to its scale`, report]);
    }
    found.tables.push(pictureTable(`${title}: ${sizeOf(reports[0][1])}`, reports));
    for (const [figure, least] of Object.entries(MUST[title] ?? {}))
      found.rows.push(targetRow(`${title}: ${FIGURES[figure]}`, figure, least, reports));
  }
  if (lists.length === 0) found.notes.push('Labelled tiles were not there (../shared/data/tiles).');
  else await measureLikeness({ models, likened }, lists, trained, found);
}

const sizeOf = ({ queries, groups }) => `${queries} queries, ${groups} groups`;

async function measureLikeness({ models, likened }, lists, trained, found) {
  const asking = lists.filter(({ stained }) => !stained).flatMap(({ rows }) => rows);
  const files = asking.filter(({ split }) => split === 'validation').map(({ file }) => file);
  const rows = [];
  for (const id of new Set([trained, FORMULA])) {
    for (const { name, mean, low, n } of await likeness(join(models, id), files.slice(0, likened)))
      rows.push([id, name, mean.toFixed(3), low.toFixed(3), String(n)]);
  }
  const title = 'Cosine of a validation tile with itself';
  found.tables.push({ title, head: ['Model', 'Changed by', 'Mean', '5th percentile', 'n'], rows });
}

async function measurePhantoms({ phantoms, perSite, models }, ids, found) {
  for (const mpp of phantoms) {
    const list = await phantomList(mpp, perSite);
    const reports = [];
    for (const id of ids) {
      const model = id === 'colour' ? 'colour-statistics' : id;
      reports.push([id, await evaluateTiles(list, { models, model })]);
    }
    const title = `phantom patterns at ${mpp} µm/px, other sites answer: ${sizeOf(reports[0][1])}`;
    found.tables.push(pictureTable(title, reports, ['p1', 'p5', 'p10']));
  }
}

async function measureBreast({ scratch, models, slides }, ids, trained, found) {
  const reports = [];
  for (const model of ids) {
    console.error(`breast squares: ${model}`);
    const heldOut = slides < EVERY_SLIDE ? undefined : await breastHeldOut(scratch, { models, model });
    const report = heldOut ?? (await breastSquares(scratch, { models, model, slides }));
    if (report) reports.push([model, report]);
  }
  if (reports.length === 0) {
    found.notes.push('Breast slides were not there (../shared/data/breast-idc).');
    return;
  }
  const [[, { perPatient }]] = reports;
  const squares = perPatient.reduce((sum, { n }) => sum + n, 0);
  const title = `breast squares at 4 µm/px: ${squares} squares, ${perPatient.length} patients`;
  found.tables.push(pictureTable(title, reports, ['p1', 'p5']));
  found.rows.push(targetRow('breast squares: P@1', 'p1', 0.76, reports));
  const own = reports.find(([id]) => id === trained)[1];
  const rows = own.perPatient.map((one) => [
    one.slides.join(', '),
    Object.entries(one.labels)
      .map(([label, n]) => `${label} ${n}`)
      .join(', '),
    one.p1.toFixed(3),
    one.p5.toFixed(3),
  ]);
  found.tables.push({
    title: `breast squares of ${trained} by patient`,
    head: ['Slide', 'Squares', 'P@1', 'P@5'],
    rows,
  });
}

async function measureArchive({ scratch, models, every }, ids, found) {
  for (const withFrozen of [true, false]) {
    const reports = [];
    for (const model of ids) {
      console.error(`archive by organ${withFrozen ? '' : ' without frozen pictures'}: ${model}`);
      const report = await byOrgan(scratch, { models, model, withFrozen, every: every > 1 ? 2 : 1 });
      if (report) reports.push([model, report]);
    }
    if (reports.length === 0) return;
    const [[, first]] = reports;
    const title = `archive by organ${withFrozen ? '' : ', frozen pictures left out'}: ${first.queries} cases, ${first.patients} patients (test set)`;
    found.tables.push({
      title,
      head: ['Model', 'Acc@1', 'mMV@3', 'Own site among 5 nearest', 'Robustness index'],
      rows: reports.map(organRow),
    });
  }
}

function organRow([model, report]) {
  const { siteBias: bias } = report;
  const beside = (value, expected, interval) => `${withInterval(value, interval)}, ${say(expected)} expected`;
  return [
    model,
    `${withInterval(report.acc1, report.ci95.acc1)}, chance ${say(report.chance.acc1)}`,
    `${withInterval(report.mmv3, report.ci95.mmv3)}, chance ${say(report.chance.mmv3)}`,
    beside(bias.ownSiteShare, bias.expectedShare, bias.ci95.ownSiteShare),
    beside(bias.robustnessIndex, bias.expectedRobustness, bias.ci95.robustnessIndex),
  ];
}

function targetRow(what, figure, least, [[, own], ...others]) {
  return {
    what,
    measured: withInterval(own[figure], own.ci95[figure]),
    reference: others.map(([id, report]) => `${id} ${say(report[figure])}`).join(', '),
    target: `≥ ${least}`,
    met: own[figure] >= least,
  };
}

const FIGURES = {
  p1: 'P@1',
  p5: 'P@5',
  p10: 'P@10',
  macroP1: 'macro P@1',
  macroP10: 'macro P@10',
  macroMmv5: 'macro mMV@5',
  balancedAccuracy: 'balanced accuracy',
};

function pictureTable(title, reports, names = ['macroP1', 'macroP10', 'macroMmv5', 'balancedAccuracy']) {
  const rows = reports.map(([model, report]) => [
    model,
    ...names.map((name) => withInterval(report[name], report.ci95[name])),
  ]);
  const known = reports.find(([, report]) => report.chance)?.[1].chance;
  const chance = known ? [['chance', ...names.map((name) => say(known[name]))]] : [];
  return { title, head: ['Model', ...names.map((name) => FIGURES[name])], rows: [...rows, ...chance] };
}

const say = (value) => value?.toFixed(3) ?? '–';
const withInterval = (value, interval) =>
  interval ? `${say(value)} [${interval[0].toFixed(3)}-${interval[1].toFixed(3)}]` : say(value);
