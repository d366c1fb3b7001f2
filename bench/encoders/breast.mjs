import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { built } from '../built.mjs';
import { readRows, sharedData, trainingCache } from './data.mjs';
import { breastSquares } from './real-archives.mjs';

const { bootstrapClusters } = await built('domain/metrics/intervals.js');

const FOLDS = [0, 1, 2];

/**
 * Breast squares by 3-fold cross-validation, for a model whose end was fitted on breast patients too: each patient asks
 * by a graph that was fitted without their third, all patients answer. Undefined where training left no such graphs.
 */
export async function breastHeldOut(scratch, { models, model }) {
  const graphs = FOLDS.map((fold) => trainingCache(`${model}-breast-fold-${fold}.onnx`));
  const truth = sharedData('breast-idc');
  if (truth === undefined || graphs.includes(undefined)) return undefined;
  const patients = readRows(join(truth, 'patients.csv'));
  const perPatient = [];
  for (const fold of FOLDS) {
    const id = copyModel(join(models, model), graphs[fold], `${model}-fold-${fold}`, models);
    const asking = heldOut(patients, fold);
    const report = await breastSquares(scratch, { models, model: id });
    perPatient.push(
      ...report.perPatient.filter(({ slides }) => slides.some((name) => asking.has(stem(name)))),
    );
  }
  const figures = (weights) => ({
    p1: meanOf(perPatient, 'p1', weights),
    p5: meanOf(perPatient, 'p5', weights),
  });
  const names = perPatient.map(({ patient }) => patient);
  return { ...figures(names.map(() => 1)), ci95: bootstrapClusters(names, figures), perPatient };
}

/** Patients that a fold holds out, as training/tessera_training/listing.py has them. */
function heldOut(patients, fold) {
  const complete = patients.filter((row) => row.complete === 'yes');
  const others = patients.filter((row) => row.complete !== 'yes');
  const asking = [complete[fold], ...others.filter((_, i) => i % FOLDS.length === fold)];
  return new Set(asking.map(({ patient }) => patient));
}

function copyModel(from, graph, id, models) {
  const bytes = readFileSync(graph);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const manifest = JSON.parse(readFileSync(join(from, 'model.json'), 'utf8'));
  mkdirSync(join(models, id), { recursive: true });
  cpSync(graph, join(models, id, 'model.onnx'));
  writeFileSync(join(models, id, 'model.json'), JSON.stringify({ ...manifest, id, sha256 }));
  return id;
}

/** Mean over squares, each patient drawn `weights` times. */
function meanOf(perPatient, figure, weights) {
  const times = perPatient.map(({ n }, i) => n * weights[i]);
  const squares = times.reduce((sum, n) => sum + n, 0);
  return perPatient.reduce((sum, patient, i) => sum + times[i] * patient[figure], 0) / squares;
}

const stem = (name) => basename(name, extname(name));
