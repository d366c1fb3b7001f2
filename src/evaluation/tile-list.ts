import { access, readFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { TesseraError } from '../domain/errors.js';
import { needColumns, readTable, sayFew, type Table } from './read-table.js';

export type TileListOptions = {
  readonly labelColumn: string;
  readonly groupColumn: string;
  /** Named by the caller: must be there. Otherwise `split`, where the table has it. */
  readonly splitColumn: string | undefined;
  /** µm/px that a person gives; wins over the column and over set.json. */
  readonly mpp: number | undefined;
};

/** One labelled picture. */
export type ListedTile = {
  /** Absolute. */
  readonly path: string;
  readonly label: string;
  /** Patient, slide or source; a tile without one is a group of its own, called by its file. */
  readonly group: string;
  /** True for a row that is marked for choosing; false elsewhere and where nothing is split. */
  readonly isValidation: boolean;
  readonly isTraining: boolean;
  /** µm per pixel. */
  readonly mpp: number;
};

export type TileList = { readonly tiles: readonly ListedTile[]; readonly isSplit: boolean };

const SPLIT = 'split';
/** How data sets write the part that chooses, and the part that is learnt from. */
const VALIDATION = ['validation', 'val', 'valid'];
const TRAINING = ['train', 'training'];

/**
 * Reads a list of labelled pictures: columns `file`, a label, a group and, where it is split, a split; others do not
 * matter. Files are relative to the list. µm/px: as given, else the column `mpp`, else set.json beside the list.
 * Errors: `not-found` for files that are not there, `missing-mpp`, `invalid-input` for what the table lacks.
 */
export async function readTileList(file: string, options: TileListOptions): Promise<TileList> {
  const name = basename(file);
  const table = await readTable(file);
  const { labelColumn, groupColumn, splitColumn } = options;
  needColumns(table, ['file', labelColumn, groupColumn, ...(splitColumn ? [splitColumn] : [])], name);
  if (table.rows.length === 0)
    throw new TesseraError('invalid-input', `“${name}” lists no tile.`, {
      hint: 'One row per picture: file,label,group,split',
    });
  refuseGaps(table, ['file', labelColumn], name);
  const folder = dirname(resolve(file));
  const mpps = await scalesOf(table, options.mpp, folder, name);
  const isSplit = table.columns.includes(splitColumn ?? SPLIT);
  const tiles = table.rows.map(({ cells }, i) => {
    const split = (isSplit ? cells[splitColumn ?? SPLIT]! : '').toLowerCase();
    return {
      path: resolve(folder, cells.file!),
      label: cells[labelColumn]!,
      group: cells[groupColumn] || `${cells.file} (alone)`,
      isValidation: VALIDATION.includes(split),
      isTraining: TRAINING.includes(split),
      mpp: mpps[i]!,
    };
  });
  refuseTwice(table, tiles, name);
  await refuseMissing(tiles, folder);
  return { tiles, isSplit };
}

function refuseGaps({ rows }: Table, columns: readonly string[], name: string): void {
  for (const column of columns) {
    const empty = rows.filter(({ cells }) => !cells[column]).map(({ line }) => String(line));
    if (empty.length > 0)
      throw new TesseraError(
        'invalid-input',
        `“${name}” has rows without a ${column}: line ${sayFew(empty)}.`,
        {
          hint: 'Fill them in, or leave these rows out.',
        },
      );
  }
}

/** The µm/px of every row. Errors: `missing-mpp`, `invalid-input` for one that is no scale. */
async function scalesOf(
  { columns, rows }: Table,
  given: number | undefined,
  folder: string,
  name: string,
): Promise<number[]> {
  if (given !== undefined) return rows.map(() => checkScale(given, '--mpp'));
  const own = rows.map(({ cells }) => (columns.includes('mpp') ? cells.mpp! : ''));
  const ofSet = own.every(Boolean) ? undefined : await scaleOfSet(folder);
  return own.map((cell, i) => {
    if (cell) return checkScale(Number(cell), `mpp in line ${rows[i]!.line} of “${name}”`);
    if (ofSet !== undefined) return ofSet;
    throw new TesseraError('missing-mpp', `Nothing says how many µm one pixel of “${name}” is.`, {
      hint: 'Give --mpp, a column mpp, or set.json with {"mpp": …} beside the list.',
    });
  });
}

async function scaleOfSet(folder: string): Promise<number | undefined> {
  const file = join(folder, 'set.json');
  const text = await readFile(file, 'utf8').catch(() => undefined); // Most lists have none.
  if (text === undefined) return undefined;
  try {
    const { mpp } = JSON.parse(text) as { mpp?: unknown };
    // Null: a set whose scale nobody knows.
    return mpp === undefined || mpp === null ? undefined : checkScale(Number(mpp), `mpp in ${file}`);
  } catch (cause) {
    if (cause instanceof TesseraError) throw cause;
    throw new TesseraError('invalid-input', `${file} is not JSON.`, { cause });
  }
}

function checkScale(mpp: number, where: string): number {
  if (Number.isFinite(mpp) && mpp > 0) return mpp;
  throw new TesseraError('invalid-input', `${where} is no scale: it must be a number of µm above 0.`);
}

/** A picture that stands in the list twice would find itself. */
function refuseTwice({ rows }: Table, tiles: readonly ListedTile[], name: string): void {
  const first = new Map<string, number>();
  tiles.forEach(({ path }, i) => {
    const { line, cells } = rows[i]!;
    const before = first.get(path);
    if (before !== undefined)
      throw new TesseraError(
        'invalid-input',
        `“${name}” lists ${cells.file} twice, in lines ${before} and ${line}.`,
        {
          hint: 'A picture that is there twice finds itself: leave one row out.',
        },
      );
    first.set(path, line);
  });
}

async function refuseMissing(tiles: readonly ListedTile[], folder: string): Promise<void> {
  const found = await Promise.all(
    tiles.map(({ path }) =>
      access(path).then(
        () => true,
        () => false,
      ),
    ),
  );
  const missing = tiles.filter((_, i) => !found[i]).map(({ path }) => relative(folder, path));
  if (missing.length === 0) return;
  throw new TesseraError('not-found', `${missing.length} listed files are not there: ${sayFew(missing)}.`, {
    hint: `Names are looked up in ${folder}.`,
    details: { missing: missing.length },
  });
}
