import { gridOf, type TileGrid, type TilePlaces } from '../domain/tile-grid.js';
import type { SlideRows } from './rows.js';

/** Tiles of a slide by column and row; `rows`: tile of the grid → row of the slide. */
export type SlideGrid = { readonly grid: TileGrid; readonly rows: Uint32Array };

/** Tiles whose places are kept: 16 bytes each. */
const KEPT_TILES = 2_000_000;

type Kept = { readonly rows: number; readonly made: SlideGrid };

/**
 * Where the rows of slides lie, read from the catalog when a slide is first shown in an answer and kept for the
 * next one. The slides that were asked for longest ago make room.
 */
export class SlideGrids {
  readonly #read: (slideKey: number) => TilePlaces;
  /** In the order of their last use. A slide that is laid anew is another object. */
  readonly #kept = new Map<SlideRows, Kept>();
  #tiles = 0;

  constructor(read: (slideKey: number) => TilePlaces) {
    this.#read = read;
  }

  /** Another slide would push one out. */
  get full(): boolean {
    return this.#tiles >= KEPT_TILES;
  }

  of(slide: SlideRows): SlideGrid {
    const known = this.#kept.get(slide);
    this.#forget(slide);
    const kept = known?.rows === slide.rows ? known : { rows: slide.rows, made: this.#make(slide) };
    this.#kept.set(slide, kept);
    this.#tiles += kept.rows;
    for (const oldest of this.#kept.keys()) {
      if (this.#tiles <= KEPT_TILES || oldest === slide) break;
      this.#forget(oldest);
    }
    return kept.made;
  }

  /** Only rows whose tile the catalog (still) knows are laid. */
  #make(slide: SlideRows): SlideGrid {
    const places = this.#read(slide.slideKey);
    const rowOf = new Map<number, number>();
    let row = 0;
    for (const chunk of slide.chunks) {
      for (let at = 0; at < chunk.rows; at++) rowOf.set(chunk.tileIds[at]!, row++);
    }
    const { tileIds } = places;
    const laid: number[] = [];
    for (let at = 0; at < tileIds.length; at++) if (rowOf.has(tileIds[at]!)) laid.push(at);
    const grid = gridOf(laid.length === tileIds.length ? places : pick(places, laid));
    const rows = new Uint32Array(laid.length);
    for (let tile = 0; tile < rows.length; tile++) rows[tile] = rowOf.get(grid.tileIds[tile]!)!;
    return { grid, rows };
  }

  #forget(slide: SlideRows): void {
    this.#tiles -= this.#kept.get(slide)?.rows ?? 0;
    this.#kept.delete(slide);
  }
}

function pick(places: TilePlaces, at: readonly number[]): TilePlaces {
  const column = (values: Int32Array) => Int32Array.from(at, (tile) => values[tile]!);
  return {
    tileIds: Uint32Array.from(at, (tile) => places.tileIds[tile]!),
    xs: column(places.xs),
    ys: column(places.ys),
    widths: column(places.widths),
    heights: column(places.heights),
  };
}
