import type { Point } from '../server/types.js';
import type { Region } from './region.js';

/** Longer outlines stay on this page: an address has to go through a mail. */
const MAX_CORNERS = 80;

/** A region as it stands in an address: `x,y,width,height`, or the corners of an outline. */
export function writeRegion(region: Region | undefined): string | undefined {
  if (!region) return undefined;
  if (region.kind === 'box') {
    const { x, y, width, height } = region.box;
    return [x, y, width, height].map(Math.round).join(',');
  }
  if (region.points.length > MAX_CORNERS) return undefined;
  return region.points.map(({ x, y }) => `${Math.round(x)},${Math.round(y)}`).join(';');
}

/** Undefined for what is no region. */
export function readRegion(text: string | null): Region | undefined {
  if (!text) return undefined;
  if (!text.includes(';')) {
    const [x, y, width, height] = numbersOf(text, 4);
    if (x === undefined || y === undefined || !width || !height || width < 0 || height < 0) return undefined;
    return { kind: 'box', box: { x, y, width, height } };
  }
  const points = text.split(';').flatMap((corner): Point[] => {
    const [x, y] = numbersOf(corner, 2);
    return x === undefined || y === undefined ? [] : [{ x, y }];
  });
  return points.length > 2 ? { kind: 'polygon', points } : undefined;
}

function numbersOf(text: string, count: number): number[] {
  const numbers = text.split(',').map((word) => (word.trim() === '' ? Number.NaN : Number(word)));
  return numbers.length === count && numbers.every(Number.isFinite) ? numbers : [];
}
