import type { Box, Size } from '../../domain/geometry.js';
import { damagedPixels } from './damage.js';
import type { FramePositions } from './frame-positions.js';

/** A frame and where its left upper pixel lies in the level. */
export type PlacedFrame = { readonly frame: number; readonly x: number; readonly y: number };

/** Which frames cover a box of a level. */
export type FrameGrid = { covering(box: Box): readonly PlacedFrame[] };

type Tiling = { readonly matrix: Size; readonly frame: Size; readonly focalPlanes: number };

/**
 * TILED_FULL: every tile has its frame, row by row, one focal plane after the other (PS3.3 C.7.6.17.3).
 * Of several planes the middle one is read. `damaged` when there are fewer frames than tiles.
 */
export function layFullGrid({ matrix, frame, focalPlanes }: Tiling, frameCount: number): FrameGrid {
  const columns = Math.ceil(matrix.width / frame.width);
  const rows = Math.ceil(matrix.height / frame.height);
  const needed = columns * rows * focalPlanes;
  if (frameCount < needed) throw damagedPixels(`it has ${frameCount} frames of ${needed}`);
  const first = columns * rows * Math.floor((focalPlanes - 1) / 2);
  return {
    covering(box) {
      const placed: PlacedFrame[] = [];
      const right = Math.floor((box.x + box.width - 1) / frame.width);
      const bottom = Math.floor((box.y + box.height - 1) / frame.height);
      for (let row = Math.floor(box.y / frame.height); row <= bottom; row++) {
        for (let column = Math.floor(box.x / frame.width); column <= right; column++) {
          const place = { x: column * frame.width, y: row * frame.height };
          placed.push({ frame: first + row * columns + column, ...place });
        }
      }
      return placed;
    },
  };
}

/**
 * TILED_SPARSE: every frame says where it lies, anywhere; where none lies there is nothing (white).
 * Frames are found by the cells of a grid of the frame's size, of which each touches at most four.
 */
export function laySparseGrid(tiling: Tiling, positions: FramePositions): FrameGrid {
  const { frame } = tiling;
  const columns = Math.ceil(tiling.matrix.width / frame.width) + 1;
  const cellsOf = (x: number, y: number, width: number, height: number): number[] => {
    const cells: number[] = [];
    for (let row = Math.floor(y / frame.height); row * frame.height < y + height; row++) {
      for (let column = Math.floor(x / frame.width); column * frame.width < x + width; column++) {
        cells.push(row * columns + column);
      }
    }
    return cells;
  };
  const byCell = new Map<number, PlacedFrame[]>();
  for (const placed of placeFrames(tiling, positions)) {
    for (const cell of cellsOf(placed.x, placed.y, frame.width, frame.height)) {
      const inCell = byCell.get(cell);
      if (inCell) inCell.push(placed);
      else byCell.set(cell, [placed]);
    }
  }
  return {
    covering: ({ x, y, width, height }) => [
      ...new Set(cellsOf(x, y, width, height).flatMap((cell) => byCell.get(cell) ?? [])),
    ],
  };
}

function placeFrames({ matrix, focalPlanes }: Tiling, positions: FramePositions): PlacedFrame[] {
  const depth = focalPlanes > 1 ? middleOf(positions.depthsUm) : undefined;
  const placed: PlacedFrame[] = [];
  positions.columns.forEach((x, frame) => {
    const y = positions.rows[frame] ?? Number.NaN;
    const inside = x >= 0 && y >= 0 && x < matrix.width && y < matrix.height;
    if (!inside) throw damagedPixels(`frame ${frame + 1} lies outside the picture`);
    if (depth === undefined || positions.depthsUm[frame] === depth) placed.push({ frame, x, y });
  });
  return placed;
}

/** The middle one of the focal planes there are. */
function middleOf(depths: readonly number[]): number | undefined {
  const planes = [...new Set(depths)].filter(Number.isFinite).sort((a, b) => a - b);
  return planes[Math.floor((planes.length - 1) / 2)];
}
