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
