/** A rectangle; x right, y down, in level-0 pixels unless a name says otherwise. */
export type Box = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};
export type Point = { readonly x: number; readonly y: number };
/** A simple ring, not closed (the last point joins the first). */
export type Polygon = readonly Point[];
export type Size = { readonly width: number; readonly height: number };
/** What a person can point at on a slide. */
export type Region = Box | Polygon;

/** Tells a polygon from a box. */
export function isPolygon(region: Region): region is Polygon {
  return Array.isArray(region);
}

/** The common part of two boxes; undefined when they share no area. */
export function clipBox(box: Box, within: Box): Box | undefined {
  const x = Math.max(box.x, within.x);
  const y = Math.max(box.y, within.y);
  const width = Math.min(box.x + box.width, within.x + within.width) - x;
  const height = Math.min(box.y + box.height, within.y + within.height) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : undefined;
}

/** True when `inner` lies wholly in `outer`; a shared edge is allowed. */
export function boxEncloses(outer: Box, inner: Box): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}

/** True when two boxes share some area (touching edges do not count). */
export function boxesOverlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** The smallest box around a polygon of at least one point. */
export function polygonBounds(polygon: Polygon): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of polygon) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** The smallest box around a region. */
export function regionBounds(region: Region): Box {
  return isPolygon(region) ? polygonBounds(region) : region;
}

/** Area of a simple polygon, px² (shoelace formula; either winding). */
export function polygonArea(polygon: Polygon): number {
  const origin = polygon[0];
  if (origin === undefined) return 0;
  let twice = 0;
  let previous = polygon[polygon.length - 1]!;
  for (const point of polygon) {
    // Relative to one corner: absolute level-0 coordinates of 10^5 would cost digits.
    twice += (previous.x - origin.x) * (point.y - origin.y) - (point.x - origin.x) * (previous.y - origin.y);
    previous = point;
  }
  return Math.abs(twice) / 2;
}

/** Area of a region, px². */
export function regionArea(region: Region): number {
  return isPolygon(region) ? polygonArea(region) : region.width * region.height;
}

/** True when the point lies inside (even-odd rule). Points on the outline may fall on either side. */
export function pointInPolygon(point: Point, polygon: Polygon): boolean {
  let inside = false;
  let previous = polygon[polygon.length - 1];
  for (const corner of polygon) {
    const from = previous!;
    if (corner.y > point.y !== from.y > point.y) {
      const crossingX = from.x + ((point.y - from.y) / (corner.y - from.y)) * (corner.x - from.x);
      if (point.x < crossingX) inside = !inside;
    }
    previous = corner;
  }
  return inside;
}

/**
 * The part of a simple polygon inside a box (Sutherland & Hodgman 1974). A concave polygon may come back with
 * parts joined by edges that run to and fro on the box's outline; these enclose nothing, so areas are right.
 */
export function clipPolygon(polygon: Polygon, box: Box): Polygon {
  const left = clipAlong(polygon, 'x', box.x, 1);
  const right = clipAlong(left, 'x', box.x + box.width, -1);
  const top = clipAlong(right, 'y', box.y, 1);
  return clipAlong(top, 'y', box.y + box.height, -1);
}

/** Area of polygon ∩ box, px². The polygon is simple, concave or convex. */
export function polygonBoxArea(polygon: Polygon, box: Box): number {
  return polygonArea(clipPolygon(polygon, box));
}

/** Keeps the side of the line `axis = at` where sign · (value − at) ≥ 0. */
function clipAlong(polygon: Polygon, axis: 'x' | 'y', at: number, sign: 1 | -1): Polygon {
  const kept: Point[] = [];
  let previous = polygon[polygon.length - 1];
  for (const point of polygon) {
    const from = previous!;
    const fromInside = sign * (from[axis] - at) >= 0;
    const inside = sign * (point[axis] - at) >= 0;
    if (inside !== fromInside) {
      const t = (at - from[axis]) / (point[axis] - from[axis]);
      kept.push(
        axis === 'x'
          ? { x: at, y: from.y + t * (point.y - from.y) }
          : { x: from.x + t * (point.x - from.x), y: at },
      );
    }
    if (inside) kept.push(point);
    previous = point;
  }
  return kept;
}
