import type { Point } from '../server/types.js';
import type { Frame } from '../viewer/view.js';

/** What one viewer shows, told in µm from its own anchor: what others can follow on their slides. */
export type Sight = {
  readonly dxUm: number;
  readonly dyUm: number;
  /** µm per px of the screen. */
  readonly umPerPx: number;
  readonly rotation: number;
};
/** A slide's own middle of the comparison, level-0 px, and its scale. */
export type Anchor = { readonly at: Point; readonly mpp: number };

export function sightOf({ centre, zoom, rotation }: Frame, { at, mpp }: Anchor): Sight {
  return {
    dxUm: (centre.x - at.x) * mpp,
    dyUm: (centre.y - at.y) * mpp,
    umPerPx: mpp / zoom,
    rotation,
  };
}

/** The same sight on another slide. */
export function placeFor(
  { dxUm, dyUm, umPerPx }: Sight,
  { at, mpp }: Anchor,
): { centre: Point; zoom: number } {
  return { centre: { x: at.x + dxUm / mpp, y: at.y + dyUm / mpp }, zoom: mpp / umPerPx };
}

/** A place of one slide, on another. */
export function carry(point: Point, from: Anchor, to: Anchor): Point {
  const scale = from.mpp / to.mpp;
  return { x: to.at.x + (point.x - from.at.x) * scale, y: to.at.y + (point.y - from.at.y) * scale };
}
