import { Breath } from './breath.js';
import { Graph } from './graph.js';
import type { StoredGraph } from './graph-store.js';
import { type SlideRows, type SpaceRows, tileIdAt } from './rows.js';

/** Rows looked at before and after loading; every row of a graph on disk is covered by its checksum. */
const SAMPLES = 64;

/**
 * Joins a graph from disk to the rows in memory. A label whose row is gone, or came with a later change than
 * the graph knows (the same tile with another vector), is passed over: its row is entered again.
 * Answers undefined when the graph holds other vectors than the catalog, or knows changes after `change`, the
 * catalog's last: after a power cut, or in a backup put back, the same numbers go to other changes.
 */
export async function restoreGraph(
  stored: StoredGraph,
  rows: SpaceRows,
  change: number,
  sliceMs: number,
): Promise<Graph | undefined> {
  const { tileIds, slideKeys, sidecar } = stored;
  const graph = new Graph(rows.dim, stored.native, stored.capacity);
  const finder = new RowFinder(rows, sidecar.change);
  const breath = new Breath(sliceMs);
  for (let label = 0; label < tileIds.length; label++) {
    const tileId = tileIds[label]!;
    const place = tileId === 0 ? undefined : finder.find(slideKeys[label]!, tileId);
    if (place) graph.take(place.slide, place.row);
    else graph.skip(tileId === 0);
    if (label % 1024 === 0 && breath.due()) await breath.take();
  }
  finder.forgetRemoved(graph);
  if (sidecar.change > change || !agrees(graph)) {
    graph.release();
    return undefined;
  }
  return graph;
}

/** True when a sample of rows, spread evenly, has the same vectors in the graph and in memory. */
export function agrees(graph: Graph, samples = SAMPLES): boolean {
  const step = Math.max(1, Math.floor(graph.size / samples));
  for (let label = 0; label < graph.size; label += step) if (!graph.agreesAt(label)) return false;
  return true;
}

class RowFinder {
  readonly #rows: SpaceRows;
  readonly #change: number;
  readonly #tables = new Map<SlideRows, Map<number, number>>();
  #last: { slide: SlideRows; row: number } | undefined;

  constructor(rows: SpaceRows, change: number) {
    this.#rows = rows;
    this.#change = change;
  }

  find(slideKey: number, tileId: number): { slide: SlideRows; row: number } | undefined {
    const slide = this.#rows.get(slideKey);
    if (!slide) return undefined;
    const row = this.#next(slide, tileId) ?? this.#tableOf(slide).get(tileId);
    if (row === undefined || !isKnown(slide, row, this.#change)) return undefined;
    this.#last = { slide, row };
    return this.#last;
  }

  /** Slides that went while this was under way. */
  forgetRemoved(graph: Graph): void {
    for (const slide of graph.slides()) if (!slide.alive) graph.forget(slide);
  }

  /** Rows mostly come in the order in which they lie: then no table is needed. */
  #next(slide: SlideRows, tileId: number): number | undefined {
    const row = this.#last?.slide === slide ? this.#last.row + 1 : 0;
    return row < slide.rows && tileIdAt(slide, row) === tileId ? row : undefined;
  }

  #tableOf(slide: SlideRows): Map<number, number> {
    const known = this.#tables.get(slide);
    if (known) return known;
    const table = new Map<number, number>();
    for (let row = 0; row < slide.rows; row++) table.set(tileIdAt(slide, row), row);
    this.#tables.set(slide, table);
    return table;
  }
}

/** Whether the row came with a change up to this one. */
function isKnown(slide: SlideRows, row: number, change: number): boolean {
  return (slide.batches.find(({ end }) => row < end)?.change ?? Number.POSITIVE_INFINITY) <= change;
}
