import { TesseraError } from '../domain/errors.js';
import { emptyGraph, type Graph, type GraphSettings } from './graph.js';
import {
  checkGraphFiles,
  type GraphPlace,
  readGraph,
  removeFiles,
  type Sidecar,
  storedBytes,
  writeGraph,
} from './graph-store.js';
import type { Quiet } from './quiet.js';
import { agrees, restoreGraph } from './restore-graph.js';
import type { SlideRows, SpaceRows } from './rows.js';

export type KeeperParts = {
  readonly place: GraphPlace;
  readonly rows: SpaceRows;
  readonly quiet: Quiet;
  readonly sliceMs: number;
  /** Up to this many rows a scan is as fast, and there is no graph. */
  readonly threshold: number;
  /** Last change of the catalog that is in the rows. */
  readonly change: () => number;
  readonly onProblem: (error: TesseraError) => void;
};

/** Share of removed rows from which a graph is worth building anew. */
const MAX_REMOVED = 0.2;
/** Share of rows that are not on disk yet from which a finished graph is written, but not below a number. */
const UNSAVED_SHARE = 0.05;
const UNSAVED_MIN = 2000;
/** A graph under construction is written each time it has grown by half: a kill costs a third at most. */
const CHECKPOINT_GROWTH = 1.5;
const CHECKPOINT_MIN = 20_000;

const NOTHING = { size: 0, removed: 0 };

type Waiting = { readonly resolve: () => void; readonly reject: (error: TesseraError) => void };

/**
 * Keeps the graph of one space: takes it from disk, enters rows in small slices while nothing is asked, builds
 * a successor when too much was removed, writes it. What it has not got, the caller scans.
 */
export class GraphKeeper {
  /** What may be searched now. */
  graph: Graph | undefined;
  readonly #parts: KeeperParts;
  #successor: Graph | undefined;
  #saved: { sidecar: Sidecar; bytes: number } | undefined;
  #generation = 0;
  /** Rows entered and removed when the graph was last written (or that was tried). */
  #written = NOTHING;
  #restored = false;
  #closing = false;
  #forced = false;
  #rebuilds: Waiting[] = [];
  #tending: Promise<void> | undefined;

  constructor(parts: KeeperParts) {
    this.#parts = parts;
  }

  get generation(): number {
    return this.#generation;
  }

  get busy(): boolean {
    return this.#tending !== undefined;
  }

  /** Memory and disk, bytes. */
  get bytes(): number {
    const { settings } = this.#parts.place;
    const memory = (this.graph?.bytes(settings) ?? 0) + (this.#successor?.bytes(settings) ?? 0);
    return memory + (this.#saved?.bytes ?? 0);
  }

  /** Something has changed: looks after the graph in the background. */
  poke(): void {
    if (this.#closing) return;
    this.#tending ??= this.#tend().then(
      () => {
        this.#tending = undefined;
        if (this.#hasWork()) this.poke();
      },
      (error: unknown) => {
        // Not again at once: the next change of the catalog tries anew.
        this.#tending = undefined;
        this.#parts.onProblem(asProblem(error, this.#parts.place.space));
      },
    );
  }

  forget(slide: SlideRows): void {
    for (const graph of [this.graph, this.#successor]) graph?.forget(slide);
  }

  /** Builds the graph anew beside the old one; resolves when it is on disk. Errors: `unavailable`. */
  rebuild(): Promise<void> {
    if (this.#closing) return Promise.reject(closed());
    this.#forced = true;
    const done = new Promise<void>((resolve, reject) => this.#rebuilds.push({ resolve, reject }));
    this.poke();
    return done;
  }

  /** What is wrong with the graph in memory or on disk. With `repair` it goes, and is built anew by and by. */
  async verify(repair: boolean): Promise<string[]> {
    const problems: string[] = [];
    const { graph } = this;
    if (graph && graph.native.getCurrentCount() !== graph.size)
      problems.push('the graph has not a label per row');
    else if (graph && !agrees(graph, 1000)) problems.push("the graph's vectors differ from the catalog's");
    const inMemory = problems.length > 0;
    // While it is being written the files on disk may be of two generations.
    if (!this.busy) {
      await checkGraphFiles(this.#parts.place).catch((error: unknown) => {
        problems.push(error instanceof TesseraError ? error.message : String(error));
      });
    }
    if (repair && problems.length > 0) {
      if (inMemory && this.graph === graph) this.#drop();
      this.rebuild().catch((error: TesseraError) => this.#parts.onProblem(error));
    }
    return problems;
  }

  /** Stops building, writes what is new, frees the memory. */
  async close(): Promise<void> {
    this.#closing = true;
    await this.#tending;
    if (this.graph && this.#unsavedOf(this.graph) > 0) await this.#save(this.graph);
    for (const { reject } of this.#rebuilds.splice(0)) reject(closed());
    this.#drop();
  }

  /** Stops building and forgets; the files are removed by the caller. The memory goes with the last search in it. */
  async discard(): Promise<void> {
    this.#closing = true;
    await this.#tending;
    for (const { reject } of this.#rebuilds.splice(0)) reject(closed());
    this.graph = undefined;
    this.#successor = undefined;
  }

  async #tend(): Promise<void> {
    if (!this.#restored) await this.#restore();
    while (!this.#closing) {
      this.#plan();
      const target = this.#successor ?? this.graph;
      if (target && target.live < this.#parts.rows.rows) await this.#fill(target);
      else if (this.#successor) this.#succeed(this.#successor);
      else if (!(await this.#finish())) return;
    }
  }

  #hasWork(): boolean {
    const { rows, threshold } = this.#parts;
    const target = this.#successor ?? this.graph;
    return this.#forced || (target ? target.live < rows.rows : rows.rows > threshold);
  }

  async #restore(): Promise<void> {
    const { place, rows, sliceMs, onProblem } = this.#parts;
    this.#restored = true;
    try {
      const stored = await readGraph(place);
      if (!stored) return;
      this.#generation = stored.sidecar.generation;
      const graph = await restoreGraph(stored, rows, this.#parts.change(), sliceMs);
      if (!graph) {
        throw new TesseraError('index-damaged', "The cached graph of a space is not the catalog's", {
          details: { space: place.space },
        });
      }
      this.graph = graph;
      this.#written = { size: graph.size, removed: stored.tileIds.filter((id) => id === 0).length };
      this.#saved = { sidecar: stored.sidecar, bytes: await storedBytes(place, stored.sidecar) };
    } catch (error) {
      onProblem(asProblem(error, place.space));
    }
  }

  /** Decides whether there should be a graph, or a new one. */
  #plan(): void {
    const { rows, threshold } = this.#parts;
    const { graph } = this;
    const worn = graph !== undefined && graph.size - graph.live > MAX_REMOVED * graph.size;
    if (rows.rows <= threshold && (this.#forced || worn)) this.#drop();
    else if (!graph && rows.rows > threshold) this.graph = this.#empty();
    else if (graph && (this.#forced || (worn && !this.#successor))) {
      this.#successor?.release();
      this.#successor = this.#empty();
    }
    this.#forced = false;
  }

  /** Enters missing rows, a slice at a time, until none is missing, it is time to write, or to stop. */
  async #fill(graph: Graph): Promise<void> {
    const { rows, quiet, sliceMs } = this.#parts;
    for (const run of graph.missing(rows.slides())) {
      let row = run.from;
      while (row < run.to && run.slide.alive) {
        await quiet.turn();
        if (this.#closing || this.#forced) return;
        const end = performance.now() + sliceMs;
        for (; row < run.to && run.slide.alive && performance.now() < end; row++) graph.add(run.slide, row);
      }
      if (graph === this.graph && this.#checkpointIsDue(graph)) await this.#save(graph);
    }
  }

  #checkpointIsDue(graph: Graph): boolean {
    const { size } = this.#written;
    return graph.size > Math.max(size * CHECKPOINT_GROWTH, size + CHECKPOINT_MIN);
  }

  #succeed(successor: Graph): void {
    this.graph?.release();
    this.graph = successor;
    this.#successor = undefined;
    this.#written = NOTHING;
  }

  #unsavedOf(graph: Graph): number {
    const { size, removed } = this.#written;
    return graph.size - size + (graph.size - graph.live - removed);
  }

  /** Writes a complete graph when that is worth it. False: nothing is left to do. */
  async #finish(): Promise<boolean> {
    const { graph } = this;
    if (!graph) {
      await removeFiles(this.#parts.place);
      this.#saved = undefined;
      for (const { resolve } of this.#rebuilds.splice(0)) resolve();
      return false;
    }
    const worth = Math.max(UNSAVED_MIN, UNSAVED_SHARE * graph.live);
    const isSaved = this.#written.size > 0 && this.#unsavedOf(graph) < worth;
    if (this.#rebuilds.length === 0 && isSaved) return false;
    const rebuilds = this.#rebuilds.splice(0);
    const problem = await this.#save(graph);
    for (const { resolve, reject } of rebuilds) problem ? reject(problem) : resolve();
    return problem === undefined;
  }

  async #save(graph: Graph): Promise<TesseraError | undefined> {
    const { place, change, onProblem } = this.#parts;
    this.#written = { size: graph.size, removed: graph.size - graph.live };
    try {
      const sidecar = await writeGraph(place, graph, this.#generation + 1, change());
      this.#generation = sidecar.generation;
      this.#saved = { sidecar, bytes: await storedBytes(place, sidecar) };
      return undefined;
    } catch (error) {
      const problem = asProblem(error, place.space);
      onProblem(problem);
      return problem;
    }
  }

  #empty(): Graph {
    const { rows, place } = this.#parts;
    return emptyGraph(place.dim, rows.rows, place.settings satisfies GraphSettings);
  }

  #drop(): void {
    for (const graph of [this.graph, this.#successor]) graph?.release();
    this.graph = undefined;
    this.#successor = undefined;
    this.#written = NOTHING;
  }
}

function asProblem(error: unknown, space: string): TesseraError {
  if (error instanceof TesseraError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new TesseraError('index-damaged', 'The cached graph of a space could not be used', {
    details: { space, reason },
    cause: error,
  });
}

function closed(): TesseraError {
  return new TesseraError('unavailable', 'The index is closed');
}
