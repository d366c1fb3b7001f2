import type { Point } from '../server/types.js';
import { type Frame, toScreen, toSlide } from '../viewer/view.js';
import { boundsOf, boxOf, clip, ruler, setRegion, simplify, type Tool, tool } from './region.js';

type Size = { readonly width: number; readonly height: number };

/** Strokes shorter than this on the screen were clicks, px. */
const CLICK_PX = 4;
const TOLERANCE_PX = 1.5;

/** Makes of a finished stroke what its tool is for; strokes beside the slide and single clicks make nothing. */
export function finishDrawing(
  slideId: string,
  kind: Tool,
  points: readonly Point[],
  frame: Frame,
  size: Size,
): void {
  if (extentPx(points, frame) < CLICK_PX) return;
  if (kind === 'ruler') {
    ruler.value = { from: points[0]!, to: points.at(-1)! };
    return;
  }
  if (kind === 'rectangle') setRectangle(slideId, points, frame, size);
  else if (points.length > 2) setOutline(slideId, simplify(points, TOLERANCE_PX / frame.zoom), size);
  tool.value = 'pan';
}

function setRectangle(
  slideId: string,
  points: readonly Point[],
  { matrix, rotation }: Frame,
  size: Size,
): void {
  const [from, to] = [points[0]!, points.at(-1)!];
  if (rotation % 90 === 0) {
    const box = clip(boxOf(from, to), size);
    if (box) setRegion(slideId, { kind: 'box', box });
    return;
  }
  const [a, b] = [toScreen(matrix, from), toScreen(matrix, to)];
  const corners = [a, { x: b.x, y: a.y }, b, { x: a.x, y: b.y }];
  setOutline(
    slideId,
    corners.map((corner) => toSlide(matrix, corner)),
    size,
  );
}

function setOutline(slideId: string, points: readonly Point[], size: Size): void {
  if (points.length < 3 || !clip(boundsOf(points), size)) return;
  const inside = points.map(({ x, y }) => ({
    x: Math.min(Math.max(0, x), size.width),
    y: Math.min(Math.max(0, y), size.height),
  }));
  setRegion(slideId, { kind: 'polygon', points: inside });
}

function extentPx(points: readonly Point[], { matrix }: Frame): number {
  const { width, height } = boundsOf(points.map((point) => toScreen(matrix, point)));
  return Math.hypot(width, height);
}
