import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { withArchive } from './archives.mjs';
import { readRows, sharedData, thin, writeRows } from './data.mjs';

/** Breast squares: all patients in the archive, every square asks, its own patient does not answer. */
export async function breastSquares(scratch, { models, model, slides = 99 }) {
  const truth = sharedData('breast-idc');
  if (truth === undefined) return undefined;
  const files = readRows(join(truth, 'patients.csv')).map((row) => Object.values(row)[0]);
  const paths = files.slice(0, slides).map((patient) => join(truth, `${patient}.jpg`));
  const archive = { data: join(scratch, `breast-${model}`), models, model, paths, mpp: 4 };
  return withArchive(archive, (house) => house.call('/evaluations/regions', { truth }));
}

/** The archive of real pictures by organ, one patient left out; `withFrozen`: frozen sections too. */
export async function byOrgan(scratch, { models, model, withFrozen, every }) {
  const from = sharedData('slides/archive');
  if (from === undefined) return undefined;
  const all = thin(readRows(join(from, 'cases.csv')), every);
  const rows = withFrozen ? all : all.filter(({ prep }) => prep !== 'frozen');
  const data = join(scratch, `organ-${model}-${withFrozen}`);
  mkdirSync(data, { recursive: true });
  const cases = writeRows(join(data, 'cases.csv'), rows);
  const paths = rows.map(({ file }) => join(from, file));
  return withArchive({ data, models, model, paths, cases }, (house) =>
    house.call('/evaluations/retrieval', { label: 'organ', siteBias: true }),
  );
}
