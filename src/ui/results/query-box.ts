import type { Answer, Box } from '../server/types.js';
import { boundsOf } from '../slide/region.js';

/** The smallest rectangle around everything that was asked. */
export function queryBox({ query }: Answer): Box | undefined {
  const corners = query.boxes.flatMap(({ x, y, width, height }) => [
    { x, y },
    { x: x + width, y: y + height },
  ]);
  return corners.length > 0 ? boundsOf(corners) : undefined;
}
