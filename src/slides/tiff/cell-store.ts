import type { FileHandle } from 'node:fs/promises';
import type { Box } from '../../domain/geometry.js';
import type { Rgb } from '../../domain/slides.js';
import { createByteCache } from '../byte-cache.js';
import { copyInto } from '../rgb-window.js';
import { type CellGrid, cellArea, cellGridOf, cellsUnder } from './cell-grid.js';
import type { TiffDirectory } from './directory.js';
import { loadCells } from './load-cells.js';

export interface CellStore {
  /** Pixels of an integer box inside the image. Errors: `damaged`, `unreadable`. */
  read(image: TiffDirectory, box: Box): Promise<Rgb>;
  clear(): void;
}

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

  function keep(image: TiffDirectory, index: number, cell: Promise<Rgb>): void {
    const { width, height } = gridOf(image);
    const key = keyOf(image, index);
    cells.set(key, cell, width * height * 3);
    cell.catch(() => cells.delete(key));
  }

  return {
    async read(image, box) {
      const grid = gridOf(image);
      const wanted = cellsUnder(grid, box).map((index) => ({ index, cell: cells.get(keyOf(image, index)) }));
      const missing = wanted.filter(({ cell }) => cell === undefined).map(({ index }) => index);
      const loading = loadCells(file, image, grid, missing);
      for (const [index, cell] of loading) keep(image, index, cell);
      const region = {
        width: box.width,
        height: box.height,
        data: new Uint8Array(box.width * box.height * 3),
      };
      const copies = wanted.map(async ({ index, cell }) => {
        const pixels = await (cell ?? loading.get(index)!);
        copyInto(region, box, pixels, cellArea(image, grid, index));
      });
      await Promise.all(copies);
      return region;
    },
    clear: cells.clear,
  };
}

function keyOf(image: TiffDirectory, index: number): string {
  return `${image.page}/${image.subifd ?? ''}/${index}`;
}
