import { TesseraError } from './errors.js';
import type { Box, Point, Polygon, Region, Size } from './geometry.js';
import { isPolygon, polygonArea } from './geometry.js';

/** More corners than a person draws; keeps the check for crossings under 50 ms. */
export const MAX_POLYGON_POINTS = 2000;

/** Coordinates that miss the slide by less are rounding, px. */
const EDGE_TOLERANCE_PX = 1e-3;

/**
 * The region, checked against its slide: finite numbers, some area, wholly on the slide, and for a polygon
 * 3 to MAX_POLYGON_POINTS points whose outline does not cross itself (an outline that crosses itself has no
 * agreed inside, so a guess would search for tissue that nobody pointed at). A polygon comes back without
 * repeated neighbours and without a closing point.
 * Errors: `invalid-input` with the numbers.
 */
export function checkRegion(region: Region, slide: Size): Region {
  return isPolygon(region) ? checkPolygon(region, slide) : checkBox(region, slide);
}

function checkBox(box: Box, slide: Size): Box {
  const { x, y, width, height } = box;
  if (![x, y, width, height].every(Number.isFinite)) {
    throw invalid(`The region ${x},${y},${width},${height} has a value that is not a number.`, { box });
  }
  if (width <= 0 || height <= 0) {
    throw invalid(`The region is ${width} × ${height} px: width and height must be above 0.`, { box });
  }
  if (!onSlide({ x, y }, slide) || !onSlide({ x: x + width, y: y + height }, slide)) {
    throw invalid(
      `The region ${x},${y},${width},${height} does not lie on the slide, which is ${slide.width} × ${slide.height} px.`,
      { box, slide: sizeOf(slide) },
    );
  }
  return box;
}

function checkPolygon(polygon: Polygon, slide: Size): Polygon {
  const bad = polygon.find(({ x, y }) => !Number.isFinite(x) || !Number.isFinite(y));
  if (bad !== undefined) {
    throw invalid(`The polygon's point ${bad.x},${bad.y} has a value that is not a number.`, { point: bad });
  }
  const outside = polygon.find((point) => !onSlide(point, slide));
  if (outside !== undefined) {
    throw invalid(
      `The polygon's point ${outside.x},${outside.y} does not lie on the slide, which is ${slide.width} × ${slide.height} px.`,
      { point: outside, slide: sizeOf(slide) },
    );
  }
  const points = withoutRepeats(polygon);
  if (points.length < 3 || points.length > MAX_POLYGON_POINTS) {
    throw invalid(`A polygon has 3 to ${MAX_POLYGON_POINTS} points; this one has ${points.length}.`, {
      points: points.length,
      limit: MAX_POLYGON_POINTS,
    });
  }
  const crossing = findCrossing(points);
  if (crossing !== undefined) {
    const [a, b] = crossing;
    throw invalid(`The polygon crosses itself: the edges that begin at points ${a + 1} and ${b + 1} meet.`, {
      points: crossing.map((i) => points[i]),
    });
  }
  if (polygonArea(points) <= 0) throw invalid('The polygon encloses no area.', { points: points.length });
  return points;
}

function onSlide({ x, y }: Point, slide: Size): boolean {
  return (
    x >= -EDGE_TOLERANCE_PX &&
    y >= -EDGE_TOLERANCE_PX &&
    x <= slide.width + EDGE_TOLERANCE_PX &&
    y <= slide.height + EDGE_TOLERANCE_PX
  );
}

function withoutRepeats(polygon: Polygon): Polygon {
  return polygon.filter((point, i) => {
    const previous = polygon[(i + polygon.length - 1) % polygon.length]!;
    return polygon.length === 1 || point.x !== previous.x || point.y !== previous.y;
  });
}

/** Indices of the first points of two edges that meet and are not neighbours, or of neighbours folded back. */
function findCrossing(points: Polygon): readonly [number, number] | undefined {
  const n = points.length;
  for (let i = 0; i < n; i++) {
    const [a, b] = [points[i]!, points[(i + 1) % n]!];
    if (foldsBack(a, b, points[(i + 2) % n]!)) return [i, (i + 1) % n];
    for (let j = i + 2; j < n; j++) {
      if (i === 0 && j === n - 1) continue;
      if (segmentsMeet(a, b, points[j]!, points[(j + 1) % n]!)) return [i, j];
    }
  }
  return undefined;
}

/** True when b → c runs back along a → b. */
function foldsBack(a: Point, b: Point, c: Point): boolean {
  return turn(a, b, c) === 0 && (b.x - a.x) * (c.x - b.x) + (b.y - a.y) * (c.y - b.y) < 0;
}

function segmentsMeet(a: Point, b: Point, c: Point, d: Point): boolean {
  if (Math.max(a.x, b.x) < Math.min(c.x, d.x) || Math.max(c.x, d.x) < Math.min(a.x, b.x)) return false;
  if (Math.max(a.y, b.y) < Math.min(c.y, d.y) || Math.max(c.y, d.y) < Math.min(a.y, b.y)) return false;
  // The boxes of the segments meet, so two that lie on one line meet as well.
  return turn(a, b, c) * turn(a, b, d) <= 0 && turn(c, d, a) * turn(c, d, b) <= 0;
}

/** −1, 0 or 1: the turn from a → b to c. */
function turn(a: Point, b: Point, c: Point): number {
  return Math.sign((b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x));
}

function sizeOf({ width, height }: Size): Size {
  return { width, height };
}

function invalid(message: string, details: Readonly<Record<string, unknown>>): TesseraError {
  return new TesseraError('invalid-input', message, {
    hint: 'Give x,y,width,height or a simple outline in level-0 pixels, wholly on the slide.',
    details,
  });
}
