import type { Box } from '../../domain/geometry.js';
import type { TiffDirectory } from './directory.js';

/**
 * How an image is cut into parts that can be decoded alone: its tiles, or groups of strips. Writers like strips
 * of one to eight rows; decoding some together costs little more than decoding one.
 */
export type CellGrid = {
  /** Size of a cell; the last row of strip cells may be lower. */
  readonly width: number;
  readonly height: number;
  readonly columns: number;
  readonly rows: number;
  /** Rows of one strip; undefined for tiles. */
  readonly rowsPerStrip: number | undefined;
};

const STRIP_CELL_ROWS = 256;
/** A group of strips is kept below this many pixels, unless one strip is larger. */
const STRIP_CELL_PX = 4 * 2 ** 20;

export function cellGridOf(image: TiffDirectory): CellGrid {
  if (image.tile) {
    const { width, height } = image.tile;
    const columns = Math.ceil(image.width / width);
    return { width, height, columns, rows: Math.ceil(image.height / height), rowsPerStrip: undefined };
  }
  const rowsPerStrip = Math.min(image.rowsPerStrip, image.height);
  const rowsAllowed = Math.min(STRIP_CELL_ROWS, Math.floor(STRIP_CELL_PX / image.width));
  const height = rowsPerStrip * Math.max(1, Math.floor(rowsAllowed / rowsPerStrip));
  return { width: image.width, height, columns: 1, rows: Math.ceil(image.height / height), rowsPerStrip };
}

/** Area of a cell in the image's pixels; a tile may reach over the image's edge, a strip does not. */
export function cellArea(image: TiffDirectory, grid: CellGrid, index: number): Box {
  const y = Math.floor(index / grid.columns) * grid.height;
  const height = grid.rowsPerStrip ? Math.min(grid.height, image.height - y) : grid.height;
  return { x: (index % grid.columns) * grid.width, y, width: grid.width, height };
}

/** The cells that a box touches. */
export function cellsUnder(grid: CellGrid, box: Box): number[] {
  const cells: number[] = [];
  const lastRow = Math.floor((box.y + box.height - 1) / grid.height);
  const lastColumn = Math.floor((box.x + box.width - 1) / grid.width);
  for (let row = Math.floor(box.y / grid.height); row <= lastRow; row++) {
    for (let column = Math.floor(box.x / grid.width); column <= lastColumn; column++) {
      cells.push(row * grid.columns + column);
    }
  }
  return cells;
}

/** Places in the image's tile table of what makes up a cell: one tile, or its strips; for each plane in turn. */
export function chunksOf(image: TiffDirectory, grid: CellGrid, index: number): number[] {
  const perCell = grid.rowsPerStrip ? grid.height / grid.rowsPerStrip : 1;
  const perPlane = chunksPerPlane(image, grid);
  const first = index * perCell;
  const count = Math.min(perCell, perPlane - first);
  const planes = planeCount(image);
  return Array.from(
    { length: planes * count },
    (_, at) => Math.floor(at / count) * perPlane + first + (at % count),
  );
}

/** How many tiles or strips the image must have. */
export function chunkCount(image: TiffDirectory): number {
  return chunksPerPlane(image, cellGridOf(image)) * planeCount(image);
}

function chunksPerPlane(image: TiffDirectory, grid: CellGrid): number {
  return grid.rowsPerStrip ? Math.ceil(image.height / grid.rowsPerStrip) : grid.columns * grid.rows;
}

function planeCount(image: TiffDirectory): number {
  return image.planes === 2 ? image.samplesPerPixel : 1;
}
