import type { TesseraError } from '../domain/errors.js';
import { checkK, countQueries } from './check-vectors.js';
import { compareRows, reloadSlides } from './compare-rows.js';
import { followSource, refusedTiles } from './following.js';
import { GraphKeeper } from './graph-keeper.js';
import type { MatMul } from './mat-mul.js';
import { pickMosaic } from './mosaic.js';
import type { VectorIndexOptions } from './options.js';
import type {
  GroupScores,
  Hits,
  IndexFinding,
  IndexStatus,
  MosaicRequest,
  MosaicRows,
  SearchRequest,
  SlideWindows,
  TileSimilarities,
  VectorSource,
  WindowRequest,
} from './port.js';
import type { Quiet } from './quiet.js';
import { rescoreGroups, scoreRows } from './rescore.js';
import { type SlideRows, SpaceRows } from './rows.js';
import { SlideGrids } from './slide-grids.js';
import { slideWindows } from './slide-windows.js';
import { searchSpace } from './space-search.js';

export type SpaceParts = {
  readonly source: VectorSource;
  readonly matMul: MatMul;
  readonly quiet: Quiet;
  /** Where cached graphs lie. */
  readonly folder: string;
  readonly options: VectorIndexOptions;
  readonly onProblem: (error: TesseraError) => void;
};

/** How often a search looks again because slides were removed under its hands. */
const MAX_LOOKS = 3;

/** One space: its rows, how far they follow the catalog, its graph, and the ways to search them. */
export class SpaceIndex {
  readonly id: string;
  readonly #rows: SpaceRows;
  readonly #keeper: GraphKeeper;
  readonly #grids: SlideGrids;
  readonly #parts: SpaceParts;
  #change = 0;
  #current: Promise<readonly number[]> | undefined;
  #next: Promise<readonly number[]> | undefined;
  #loaded: Promise<unknown> | undefined;
  #closing = false;

  constructor(id: string, dim: number, parts: SpaceParts) {
    this.id = id;
    this.#parts = parts;
    this.#rows = new SpaceRows(dim);
    this.#grids = new SlideGrids((slideKey) => parts.source.places(id, slideKey));
    const { folder, quiet, options, onProblem } = parts;
    this.#keeper = new GraphKeeper({
      place: {
        folder,
        space: id,
        dim,
        settings: { links: options.graphLinks, buildEffort: options.buildEffort },
        pace: () => quiet.turn(),
      },
      rows: this.#rows,
      quiet,
      sliceMs: options.sliceMs,
      threshold: options.graphThreshold,
      change: () => this.#change,
      onProblem,
    });
  }

  /** Errors: `bad-vector`, once, when new stored vectors had to be left out. */
  async refresh(): Promise<void> {
    const refused = await this.#catchUp();
    if (refused.length > 0) throw refusedTiles(this.id, refused);
  }

  async search(request: SearchRequest): Promise<Hits> {
    countQueries(request.queries, this.#rows.dim);
    checkK(request.k);
    const { matMul, options } = this.#parts;
    return this.#undisturbed(() =>
      searchSpace({ rows: this.#rows, graph: this.#keeper.graph, matMul, ...options }, request),
    );
  }

  async rescore(queries: Float32Array, groups: readonly (readonly number[])[]): Promise<GroupScores> {
    countQueries(queries, this.#rows.dim);
    return this.#undisturbed(() => {
      const slides = groups.map((group) => this.#rows.pick(group));
      return rescoreGroups(slides, queries, this.#rows.dim, this.#parts.matMul);
    });
  }

  async similarities(queries: Float32Array, slides: readonly number[]): Promise<TileSimilarities> {
    countQueries(queries, this.#rows.dim);
    return this.#undisturbed(() =>
      scoreRows(this.#rows.pick(slides), queries, this.#rows.dim, this.#parts.matMul),
    );
  }

  async windows(request: WindowRequest): Promise<SlideWindows[]> {
    countQueries(request.queries, this.#rows.dim);
    const parts = { rows: this.#rows, grids: this.#grids, matMul: this.#parts.matMul };
    return this.#undisturbed(() => slideWindows(parts, request));
  }

  async mosaic({ slides, count, tileIds }: MosaicRequest): Promise<MosaicRows> {
    checkK(count);
    return this.#undisturbed(async () => pickMosaic(this.#rows.pick(slides), this.#rows.dim, count, tileIds));
  }

  status(): IndexStatus {
    const behind = this.#loaded === undefined && this.#parts.source.head(this.id) > 0;
    return {
      spaceId: this.id,
      dim: this.#rows.dim,
      rows: this.#rows.rows,
      graphRows: this.#keeper.graph?.live ?? 0,
      generation: this.#keeper.generation,
      change: this.#change,
      state: behind || this.#current || this.#keeper.busy ? 'building' : 'ready',
      bytes: this.#rows.bytes + this.#keeper.bytes,
    };
  }

  /** Compares with the catalog; with `repair` lays anew what differs. */
  async verify(repair: boolean): Promise<IndexFinding[]> {
    await this.#catchUp();
    const { source, options } = this.#parts;
    const { slides, notFinite, miscounted } = await compareRows(this.#rows, source, this.id, options.sliceMs);
    if (repair && slides.size > 0) {
      await reloadSlides(new Set(slides.keys()), this.#rows, source, this.id, this.#gone);
      this.#keeper.poke();
    }
    const lasting = [
      ...(notFinite > 0 ? [`${notFinite} stored vectors are not finite and cannot be searched`] : []),
      ...(miscounted ? [`the catalog counts ${miscounted.count} rows and lists ${miscounted.rows}`] : []),
    ];
    const mended = [...slides.values(), ...(await this.#keeper.verify(repair))];
    return [
      ...mended.map((problem) => ({ spaceId: this.id, problem, repaired: repair })),
      ...lasting.map((problem) => ({ spaceId: this.id, problem, repaired: false })),
    ];
  }

  async rebuild(): Promise<void> {
    await this.#catchUp();
    await this.#keeper.rebuild();
  }

  async close(): Promise<void> {
    this.#closing = true;
    await this.#keeper.close();
  }

  /** Ends without keeping anything; searches under way find their rows to the end. */
  async discard(): Promise<void> {
    this.#closing = true;
    await this.#keeper.discard();
  }

  readonly #gone = (slide: SlideRows): void => this.#keeper.forget(slide);

  /** Loads the rows first; a look during which a slide was removed is repeated. */
  async #undisturbed<T>(look: () => Promise<T>): Promise<T> {
    await (this.#loaded ?? this.#catchUp());
    return this.#parts.quiet.during(async () => {
      for (let looks = 1; ; looks++) {
        const { removals } = this.#rows;
        const seen = await look();
        if (removals === this.#rows.removals || looks === MAX_LOOKS) return seen;
      }
    });
  }

  /**
   * One pass over the changes at a time. A call during a pass gets the next one, which sees what came since;
   * many such calls share it. Answers the tiles that were left out.
   */
  #catchUp(): Promise<readonly number[]> {
    if (!this.#current) {
      const pass = this.#follow().finally(() => {
        this.#current = undefined;
      });
      this.#current = pass;
      if (!this.#loaded) {
        this.#loaded = pass;
        // What cannot be read now is read, and complained of, when it is asked for.
        pass.then(() => this.#layAhead()).catch(() => undefined);
      }
      // A load that failed is tried again by the next call.
      pass.catch(() => {
        if (this.#loaded === pass) this.#loaded = undefined;
      });
      return pass;
    }
    this.#next ??= this.#current
      .catch(() => undefined)
      .then(() => {
        this.#next = undefined;
        return this.#catchUp();
      });
    return this.#next;
  }

  /** Lays the grids of slides while nobody asks: the first answers need not wait for them. */
  async #layAhead(): Promise<void> {
    for (const slide of this.#rows.slides()) {
      await this.#parts.quiet.turn();
      if (this.#closing || this.#grids.full) return;
      if (slide.alive) this.#grids.of(slide);
    }
  }

  async #follow(): Promise<readonly number[]> {
    const { source, options } = this.#parts;
    const before = this.#change;
    const following = await followSource(this.#rows, source, this.id, before, this.#gone, options.sliceMs);
    this.#change = following.change;
    if (following.change > before) this.#keeper.poke();
    return following.refused;
  }
}
