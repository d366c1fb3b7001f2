import type { FileHandle } from 'node:fs/promises';
import { TesseraError } from '../../domain/errors.js';
import type { Box } from '../../domain/geometry.js';
import type { Rgb } from '../../domain/slides.js';
import { createByteCache } from '../byte-cache.js';
import { copyInto } from '../rgb-window.js';
import { type CellGrid, cellArea, cellGridOf, cellsUnder, chunksOf } from './cell-grid.js';
import { decodeCell } from './decode-cell.js';
import { nameOf, type TiffDirectory } from './directory.js';

export interface CellStore {
  /** Pixels of an integer box inside the image. Errors: `damaged`, `unreadable`. */
  read(image: TiffDirectory, box: Box): Promise<Rgb>;
  clear(): void;
}

const WHITE = 255;

/**
 * Reads boxes of images cell by cell (a tile, or some strips), and keeps the cells read last: neighbouring
 * regions share tiles, and a row of regions shares them with the row below.
 *
 * @param keepBytes how many bytes of decoded pixels may be kept
 */
export function createCellStore(file: FileHandle, keepBytes: number): CellStore {
  const grids = new Map<TiffDirectory, CellGrid>();
  const cells = createByteCache<Promise<Rgb>>(keepBytes);

  function gridOf(image: TiffDirectory): CellGrid {
    const grid = grids.get(image) ?? cellGridOf(image);
    grids.set(image, grid);
    return grid;
  }

  function cellAt(image: TiffDirectory, grid: CellGrid, index: number): Promise<Rgb> {
    const key = `${image.page}/${image.subifd ?? ''}/${index}`;
    const known = cells.get(key);
    if (known) return known;
    const cell = loadCell(file, image, grid, index);
    cells.set(key, cell, grid.width * grid.height * 3);
    cell.catch(() => cells.delete(key));
    return cell;
  }

  return {
    async read(image, box) {
      const data = new Uint8Array(box.width * box.height * 3);
      const region = { width: box.width, height: box.height, data };
      const grid = gridOf(image);
      await Promise.all(
        cellsUnder(grid, box).map(async (index) =>
          copyInto(region, box, await cellAt(image, grid, index), cellArea(image, grid, index)),
        ),
      );
      return region;
    },
    clear: cells.clear,
  };
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
  return decodeCell(image, { width, height, rowsPerStrip: grid.rowsPerStrip }, chunks);
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
