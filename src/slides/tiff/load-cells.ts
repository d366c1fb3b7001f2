import type { FileHandle } from 'node:fs/promises';
import { TesseraError } from '../../domain/errors.js';
import type { Rgb } from '../../domain/slides.js';
import { type CellGrid, cellArea, chunksOf } from './cell-grid.js';
import { decodeStack } from './decode-stack.js';
import { nameOf, type TiffDirectory } from './directory.js';

/** Each call of the decoder costs half as much as a tile, so tiles go together; more than this gains nothing. */
const MAX_TOGETHER = 8;
const MAX_TOGETHER_PX = 2 ** 20;
const WHITE = 255;

/** Starts to decode cells of an image. Errors (of each promise): `damaged`, `unreadable`. */
export function loadCells(
  file: FileHandle,
  image: TiffDirectory,
  grid: CellGrid,
  indices: readonly number[],
): Map<number, Promise<Rgb>> {
  const cells = new Map<number, Promise<Rgb>>();
  for (const group of groupsOf(image, grid, indices)) {
    if (group.length === 1) cells.set(group[0]!, loadCell(file, image, grid, group[0]!));
    else for (const [index, cell] of loadTogether(file, image, grid, group)) cells.set(index, cell);
  }
  return cells;
}

function groupsOf(image: TiffDirectory, grid: CellGrid, indices: readonly number[]): number[][] {
  const fitting = Math.floor(MAX_TOGETHER_PX / (grid.width * grid.height));
  // Strips are grouped already; tiles of one plane per colour lie apart; an empty tile cannot stand in a stack.
  const alone = (index: number) =>
    grid.rowsPerStrip !== undefined || image.planes === 2 || !image.table?.byteCounts[index];
  const groups = indices.filter(alone).map((index) => [index]);
  const stacked = indices.filter((index) => !alone(index));
  const step = Math.min(MAX_TOGETHER, Math.max(1, fitting));
  for (let at = 0; at < stacked.length; at += step) groups.push(stacked.slice(at, at + step));
  return groups;
}

/** Some tiles in one call. Where that fails, each is decoded alone, so that only the broken one is refused. */
function loadTogether(
  file: FileHandle,
  image: TiffDirectory,
  grid: CellGrid,
  indices: readonly number[],
): [number, Promise<Rgb>][] {
  const stack = loadStack(file, image, grid, indices);
  return indices.map((index, place) => [
    index,
    stack.then(
      (tiles) => tiles[place]!,
      () => loadCell(file, image, grid, index),
    ),
  ]);
}

async function loadStack(
  file: FileHandle,
  image: TiffDirectory,
  { width, height }: CellGrid,
  indices: readonly number[],
): Promise<Rgb[]> {
  const chunks = await Promise.all(indices.map((index) => readChunk(file, image, index)));
  const stack = { width, height: height * indices.length, kind: 'tiles', rowsEach: height } as const;
  const { data } = await decodeStack(image, stack, chunks);
  const bytes = width * height * 3;
  // Copied apart: a tile kept for later must not keep its whole stack.
  const tileAt = (place: number) => new Uint8Array(data.subarray(place * bytes, (place + 1) * bytes));
  return indices.map((_, place) => ({ width, height, data: tileAt(place) }));
}

async function loadCell(file: FileHandle, image: TiffDirectory, grid: CellGrid, index: number): Promise<Rgb> {
  const { width, height } = cellArea(image, grid, index);
  const chunks = await Promise.all(
    chunksOf(image, grid, index).map((chunk) => readChunk(file, image, chunk)),
  );
  // A tile of no bytes was never scanned: glass.
  if (chunks.every((chunk) => chunk.length === 0)) {
    return { width, height, data: new Uint8Array(width * height * 3).fill(WHITE) };
  }
  const kind = grid.rowsPerStrip ? 'strips' : 'tiles';
  return decodeStack(image, { width, height, kind, rowsEach: grid.rowsPerStrip ?? height }, chunks);
}

async function readChunk(file: FileHandle, image: TiffDirectory, index: number): Promise<Uint8Array> {
  const length = image.table?.byteCounts[index] ?? 0;
  const bytes = new Uint8Array(length);
  if (length === 0) return bytes;
  const { bytesRead } = await file
    .read(bytes, 0, length, image.table?.offsets[index] ?? 0)
    .catch((cause: unknown) => {
      throw new TesseraError('unreadable', 'The slide’s file can no longer be read.', { cause });
    });
  if (bytesRead === length) return bytes;
  throw new TesseraError('damaged', `The file ends before the pixels of ${nameOf(image)}.`);
}
