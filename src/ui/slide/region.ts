import { signal } from '@preact/signals';
import type { Box, Point } from '../server/types.js';

export type Tool = 'pan' | 'rectangle' | 'polygon' | 'freehand' | 'ruler';

/** A region that can be asked, level-0 px. */
export type Region =
  | { readonly kind: 'box'; readonly box: Box }
  | { readonly kind: 'polygon'; readonly points: readonly Point[] };
export type Ruler = { readonly from: Point; readonly to: Point };

export const tool = signal<Tool>('pan');
/** What was drawn, by slide: going back from an answer finds it again. */
export const regions = signal<ReadonlyMap<string, Region>>(new Map());
export const ruler = signal<Ruler | undefined>(undefined);

/** What was drawn before, latest last: drawing anew and letting go can be taken back. */
const before: { readonly slideId: string; readonly region: Region | undefined }[] = [];

export function setRegion(slideId: string, region: Region | undefined): void {
  const now = regions.value.get(slideId);
  if (now !== region) before.push({ slideId, region: now });
  showRegion(slideId, region);
}

/** Takes the last change of a slide's region back. */
export function undoRegion(slideId: string): void {
  const at = before.findLastIndex((entry) => entry.slideId === slideId);
  if (at >= 0) showRegion(slideId, before.splice(at, 1)[0]?.region);
}

/** Without a way back: what an address says. */
export function showRegion(slideId: string, region: Region | undefined): void {
  const next = new Map(regions.value);
  if (region) next.set(slideId, region);
  else next.delete(slideId);
  regions.value = next;
}

export function boxOf(from: Point, to: Point): Box {
  return {
    x: Math.min(from.x, to.x),
    y: Math.min(from.y, to.y),
    width: Math.abs(to.x - from.x),
    height: Math.abs(to.y - from.y),
  };
}

export function boundsOf(points: readonly Point[]): Box {
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return { x: left, y: top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
}

export function extentOf(region: Region): Box {
  return region.kind === 'box' ? region.box : boundsOf(region.points);
}

/** The part of a box that lies on the slide; undefined when none does. */
export function clip(box: Box, size: { readonly width: number; readonly height: number }): Box | undefined {
  const x = Math.max(0, box.x);
  const y = Math.max(0, box.y);
  const width = Math.min(size.width, box.x + box.width) - x;
  const height = Math.min(size.height, box.y + box.height) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : undefined;
}

/** A drawn line with only as many points as its shape needs (Douglas-Peucker), `tolerance` in its own unit. */
export function simplify(points: readonly Point[], tolerance: number): Point[] {
  if (points.length < 3) return [...points];
  const [first, last] = [points[0]!, points.at(-1)!];
  let [farthest, at] = [0, 0];
  for (let i = 1; i < points.length - 1; i++) {
    const distance = distanceToLine(points[i]!, first, last);
    if (distance > farthest) [farthest, at] = [distance, i];
  }
  if (farthest <= tolerance) return [first, last];
  return [
    ...simplify(points.slice(0, at + 1), tolerance).slice(0, -1),
    ...simplify(points.slice(at), tolerance),
  ];
}

function distanceToLine(point: Point, from: Point, to: Point): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy);
  if (length === 0) return Math.hypot(point.x - from.x, point.y - from.y);
  return Math.abs(dy * (point.x - from.x) - dx * (point.y - from.y)) / length;
}
