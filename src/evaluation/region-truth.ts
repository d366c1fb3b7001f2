import { readdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { Catalog, SlideRecord } from '../catalog/port.js';
import { TesseraError } from '../domain/errors.js';
import type { TruthSquare } from '../domain/metrics/square-truth.js';
import { checkRegion } from '../domain/region.js';
import { needColumns, readTable, sayFew, type TableRow } from './read-table.js';

/** A slide of the archive and what its truth file says of it. */
export type SlideTruth = { readonly slide: SlideRecord; readonly squares: readonly TruthSquare[] };

export type RegionTruth = {
  readonly slides: readonly SlideTruth[];
  /** CSV files that belong to no slide of the archive, by name. */
  readonly otherFiles: readonly string[];
};

const COLUMNS = ['x', 'y', 'width', 'height', 'label'] as const;

/**
 * Reads `FOLDER/<slide stem>.csv` for every slide of the archive that has one: squares in level-0 pixels.
 * Errors: `not-found` for the folder or when no file belongs to a slide, `invalid-input` for what is no truth.
 */
export async function readRegionTruth(catalog: Catalog, folder: string): Promise<RegionTruth> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new TesseraError('not-found', `The folder “${folder}” cannot be opened.`, { cause });
  });
  const slides: SlideTruth[] = [];
  const otherFiles: string[] = [];
  for (const name of names.filter((file) => extname(file).toLowerCase() === '.csv').sort()) {
    const slide = await slideOf(catalog, basename(name, extname(name)));
    if (slide) slides.push({ slide, squares: await readSquares(join(folder, name), slide) });
    else otherFiles.push(name);
  }
  if (slides.some(({ squares }) => squares.length > 0)) return { slides, otherFiles };
  throw new TesseraError('not-found', `No CSV file in “${folder}” has squares of a slide of this archive.`, {
    hint: `Each slide needs <its name without ending>.csv with the columns ${COLUMNS.join(',')}. Found: ${sayFew(names) || 'nothing'}.`,
  });
}

async function slideOf({ slides }: Catalog, stem: string): Promise<SlideRecord | undefined> {
  const named = (await slides.findByName(stem)).filter(({ state }) => state === 'archived');
  if (named.length <= 1) return named[0];
  throw new TesseraError('invalid-input', `${named.length} slides of the archive are called “${stem}”.`, {
    hint: 'Truth is found by the slide’s name: it must be unique.',
  });
}

async function readSquares(file: string, slide: SlideRecord): Promise<TruthSquare[]> {
  const table = await readTable(file);
  needColumns(table, COLUMNS, basename(file));
  return table.rows.map((row) => {
    const square = toSquare(row, basename(file));
    checkLiesOn(slide, square, `Line ${row.line} of “${basename(file)}”`);
    return square;
  });
}

function toSquare({ line, cells }: TableRow, name: string): TruthSquare {
  const number = (column: string) => (cells[column] ? Number(cells[column]) : Number.NaN);
  const square = {
    x: number('x'),
    y: number('y'),
    width: number('width'),
    height: number('height'),
    label: cells.label ?? '',
  };
  const { x, y, width, height, label } = square;
  if ([x, y, width, height].every(Number.isFinite) && width > 0 && height > 0 && label) return square;
  throw new TesseraError(
    'invalid-input',
    `Line ${line} of “${name}” is no square: ${Object.values(cells).join(',')}.`,
    {
      hint: 'x, y, width and height are level-0 pixels, width and height above 0; the label is not empty.',
    },
  );
}

/** Told before anything is asked, with the line. A slide that could not be read says so when it is asked. */
function checkLiesOn({ width, height }: SlideRecord, square: TruthSquare, where: string): void {
  if (!width || !height) return;
  try {
    checkRegion(square, { width, height });
  } catch (cause) {
    if (!(cause instanceof TesseraError)) throw cause;
    throw new TesseraError('invalid-input', `${where}: ${cause.message}`, {
      hint: 'Squares are in level-0 pixels of the slide and lie wholly on it.',
      cause,
    });
  }
}
