import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../built.mjs';

/** Real data beside the project (TESSERA_SHARED, else ../shared); undefined where the folder is not there. */
export function sharedData(name) {
  const folder = join(process.env.TESSERA_SHARED ?? join(ROOT, '../shared'), 'data', name);
  return existsSync(folder) ? folder : undefined;
}

/** What training leaves outside the repository (TESSERA_TRAINING_CACHE, else ../training-cache). */
export function trainingCache(name) {
  const file = join(process.env.TESSERA_TRAINING_CACHE ?? join(ROOT, '../training-cache'), name);
  return existsSync(file) ? file : undefined;
}

/** Rows of a plain CSV file as objects; cells in quotes may hold commas. */
export function readRows(file) {
  const [head, ...lines] = readFileSync(file, 'utf8').trim().split(/\r?\n/).map(splitLine);
  return lines.map((cells) => Object.fromEntries(head.map((name, i) => [name, cells[i] ?? ''])));
}

export function writeRows(file, rows) {
  const columns = Object.keys(rows[0]);
  const cell = (value) => (/[",]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  const lines = [columns, ...rows.map((row) => columns.map((name) => row[name]))];
  writeFileSync(file, `${lines.map((cells) => cells.map(cell).join(',')).join('\n')}\n`);
  return file;
}

function splitLine(line) {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain,
  );
}

/** Every `n`th item, so that a small run sees a little of everything. */
export const thin = (items, n) => items.filter((_, i) => i % n === 0);
