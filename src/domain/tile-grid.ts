/** Where tiles lie on a slide, in columns (level-0 px): thousands of them per slide. */
export type TilePlaces = {
  readonly tileIds: Uint32Array;
  readonly xs: Int32Array;
  readonly ys: Int32Array;
  readonly widths: Int32Array;
  readonly heights: Int32Array;
};

/** Tiles along one axis, by distinct start and length, rising by their centres. */
export type Axis = {
  readonly starts: Float64Array;
  readonly lengths: Float64Array;
  readonly centres: Float64Array;
  /** Tile → place along the axis. */
  readonly of: Uint32Array;
};

/** Tiles by column and row: the part of finding windows that no question changes. */
export type TileGrid = { readonly tileIds: Uint32Array; readonly columns: Axis; readonly rows: Axis };

export function gridOf({ tileIds, xs, ys, widths, heights }: TilePlaces): TileGrid {
  return { tileIds, columns: axisOf(xs, widths), rows: axisOf(ys, heights) };
}

function axisOf(starts: Int32Array, lengths: Int32Array): Axis {
  // Start and length as one number: sides of slides are below 2^26 px.
  const keyOf = (tile: number) => starts[tile]! * 2 ** 26 + lengths[tile]!;
  const places = new Map<number, number>();
  for (let tile = 0; tile < starts.length; tile++) places.set(keyOf(tile), tile);
  const distinct = [...places].map(([key, tile]) => ({ key, start: starts[tile]!, length: lengths[tile]! }));
  distinct.sort((a, b) => a.start + a.length / 2 - (b.start + b.length / 2) || a.start - b.start);
  distinct.forEach(({ key }, place) => {
    places.set(key, place);
  });
  const of = new Uint32Array(starts.length);
  for (let tile = 0; tile < of.length; tile++) of[tile] = places.get(keyOf(tile))!;
  return {
    starts: Float64Array.from(distinct, ({ start }) => start),
    lengths: Float64Array.from(distinct, ({ length }) => length),
    centres: Float64Array.from(distinct, ({ start, length }) => start + length / 2),
    of,
  };
}
