import type { Box } from '../server/types.js';

/** The part of each tile that is nearest to it: tiles at an edge are moved inward and lie over their neighbours. */
export function ownCells(tiles: readonly Box[]): Box[] {
  return tiles.map((tile) => {
    const row = tiles.filter(({ y }) => y === tile.y);
    const column = tiles.filter(({ x }) => x === tile.x);
    const [left, right] = share(
      tile.x,
      tile.width,
      row.map(({ x }) => x),
    );
    const [top, bottom] = share(
      tile.y,
      tile.height,
      column.map(({ y }) => y),
    );
    return { x: left, y: top, width: right - left, height: bottom - top };
  });
}

/** Of two that lie over each other each keeps half. */
function share(start: number, size: number, starts: readonly number[]): readonly [number, number] {
  const before = Math.max(...starts.filter((one) => one < start));
  const after = Math.min(...starts.filter((one) => one > start));
  return [Math.max(start, (before + size + start) / 2), Math.min(start + size, (start + size + after) / 2)];
}
