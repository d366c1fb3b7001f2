import { wholeSlides } from './blocks.js';
import { checkK, countQueries } from './check-vectors.js';
import { compareRows, reloadSlides } from './compare-rows.js';
import { scanForBest } from './exact.js';
import { followSource, refusedTiles } from './following.js';
import { packHits, SPARE_CANDIDATES, settle } from './hits.js';
import type { MatMul } from './mat-mul.js';
import type {
  GroupScores,
  Hits,
  IndexFinding,
  IndexStatus,
  SearchRequest,
  TileSimilarities,
  VectorSource,
} from './port.js';
import { rescoreGroups, scoreRows } from './rescore.js';
import { type SlideRows, SpaceRows } from './rows.js';

export type SpaceParts = {
  readonly source: VectorSource;
  readonly matMul: MatMul;
  /** Longest stretch of loading before waiting searches are let through, ms. */
  readonly sliceMs: number;
};

/** How often a search looks again because slides were removed under its hands. */
const MAX_LOOKS = 3;

/** One space: its rows, how far they follow the catalog, and the ways to search them. */
export class SpaceIndex {
  readonly id: string;
  readonly rows: SpaceRows;
  readonly #parts: SpaceParts;
  #change = 0;
  #current: Promise<readonly number[]> | undefined;
  #next: Promise<readonly number[]> | undefined;
  #loaded: Promise<unknown> | undefined;

  constructor(id: string, dim: number, parts: SpaceParts) {
    this.id = id;
    this.rows = new SpaceRows(dim);
    this.#parts = parts;
  }

  /** Errors: `bad-vector`, once, when new stored vectors had to be left out. */
  async refresh(): Promise<void> {
    const refused = await this.#catchUp();
    if (refused.length > 0) throw refusedTiles(this.id, refused);
  }

  async search(request: SearchRequest): Promise<Hits> {
    countQueries(request.queries, this.rows.dim);
    checkK(request.k);
    return this.#undisturbed(() => this.#scan(request));
  }

  async rescore(queries: Float32Array, groups: readonly (readonly number[])[]): Promise<GroupScores> {
    countQueries(queries, this.rows.dim);
    return this.#undisturbed(() => {
      const slides = groups.map((group) => this.rows.pick(group));
      return rescoreGroups(slides, queries, this.rows.dim, this.#parts.matMul);
    });
  }

  async similarities(queries: Float32Array, slides: readonly number[]): Promise<TileSimilarities> {
    countQueries(queries, this.rows.dim);
    return this.#undisturbed(() =>
      scoreRows(this.rows.pick(slides), queries, this.rows.dim, this.#parts.matMul),
    );
  }

  status(): IndexStatus {
    const behind = this.#loaded === undefined && this.#parts.source.head(this.id) > 0;
    return {
      spaceId: this.id,
      dim: this.rows.dim,
      rows: this.rows.rows,
      graphRows: 0,
      generation: 0,
      change: this.#change,
      state: behind || this.#current ? 'building' : 'ready',
      bytes: this.rows.bytes,
    };
  }

  /** Compares with the catalog; with `repair` lays anew what differs. */
  async verify(repair: boolean): Promise<IndexFinding[]> {
    await this.#catchUp();
    const { source, sliceMs } = this.#parts;
    const { slides, notFinite, miscounted } = await compareRows(this.rows, source, this.id, sliceMs);
    if (repair && slides.size > 0) {
      await reloadSlides(new Set(slides.keys()), this.rows, source, this.id, () => {});
    }
    const lasting = [
      ...(notFinite > 0 ? [`${notFinite} stored vectors are not finite and cannot be searched`] : []),
      ...(miscounted ? [`the catalog counts ${miscounted.count} rows and lists ${miscounted.rows}`] : []),
    ];
    return [
      ...[...slides.values()].map((problem) => ({ spaceId: this.id, problem, repaired: repair })),
      ...lasting.map((problem) => ({ spaceId: this.id, problem, repaired: false })),
    ];
  }

  async #scan({ queries, k, slides: keys }: SearchRequest): Promise<Hits> {
    const { dim } = this.rows;
    const slides = this.rows.pick(keys);
    const searchable = slides.reduce((sum, slide) => sum + slide.rows, 0);
    const limit = Math.min(k, searchable) + SPARE_CANDIDATES;
    const found = await scanForBest(wholeSlides(slides), queries, dim, limit, this.#parts.matMul);
    const lists = found.map((candidates, q) => settle(candidates, queries, q, dim, k));
    return packHits(lists, searchable, 'exact');
  }

  /** Loads the rows first; a look during which a slide was removed is repeated. */
  async #undisturbed<T>(look: () => Promise<T>): Promise<T> {
    this.#loaded ??= this.#catchUp();
    await this.#loaded;
    for (let looks = 1; ; looks++) {
      const { removals } = this.rows;
      const seen = await look();
      if (removals === this.rows.removals || looks === MAX_LOOKS) return seen;
    }
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
      this.#loaded ??= pass;
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

  async #follow(): Promise<readonly number[]> {
    const { source, sliceMs } = this.#parts;
    const gone = (_slide: SlideRows) => {};
    const { change, refused } = await followSource(this.rows, source, this.id, this.#change, gone, sliceMs);
    this.#change = change;
    return refused;
  }
}
