import type { Box, Point } from '../server/types.js';

/** Level-0 px → px of the viewer: x' = a·x + c·y + e, y' = b·x + d·y + f. */
export type Matrix = {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
};

/** What a viewer shows at this moment. */
export type Frame = {
  readonly matrix: Matrix;
  /** Viewer px per level-0 px. */
  readonly zoom: number;
  /** Degrees, clockwise. */
  readonly rotation: number;
  /** Level-0 px in the middle. */
  readonly centre: Point;
  /** Of the viewer, px. */
  readonly size: { readonly width: number; readonly height: number };
};

/** What the page can do with a viewer; which library draws is nobody else's business. */
export type SlideView = {
  frame(): Frame;
  /** Called after every change of what is shown. */
  onFrame(listener: (frame: Frame) => void): () => void;
  /** Called when a tile could not be had. */
  onLoss(listener: () => void): () => void;
  fitAll(): void;
  fit(box: Box, immediately?: boolean): void;
  show(centre: Point, zoom: number, rotation?: number, immediately?: boolean): void;
  /** Around a place of the viewer, px; its middle when none is given. */
  zoomBy(factor: number, around?: Point): void;
  /** At once: what lies under `from` comes to lie under `to`, magnified; px of the viewer. */
  carry(from: Point, to: Point, factor: number): void;
  /** By a share of the viewer's sides. */
  panBy(x: number, y: number): void;
  rotateBy(degrees: number): void;
  adjust(brightness: number, contrast: number): void;
  /** Asks again for what did not come. */
  reload(): void;
  close(): void;
};

export function toScreen({ a, b, c, d, e, f }: Matrix, { x, y }: Point): Point {
  return { x: a * x + c * y + e, y: b * x + d * y + f };
}

export function toSlide({ a, b, c, d, e, f }: Matrix, { x, y }: Point): Point {
  const det = a * d - b * c;
  return { x: (d * (x - e) - c * (y - f)) / det, y: (a * (y - f) - b * (x - e)) / det };
}
