import type { Size } from '../domain/geometry.js';
import type { TilePlaces } from '../domain/tile-grid.js';
import type { AnswerWindow } from '../domain/windows.js';

/**
 * Nearest neighbours within one embedding space. The index follows the catalog: it holds nothing that the
 * catalog's change log does not say, and `refresh` catches up with it. Rows are grouped by slide; which
 * slides may answer, and which belong to one case, is the caller's to say.
 */
export interface VectorIndex {
  /** Loads or follows the catalog until nothing newer is known. Cheap when nothing has changed. */
  refresh(spaceId: string): Promise<void>;
  /**
   * The k nearest rows of each query (unit vectors, q × dim, row by row), best first; ties by lower tile id.
   * Only rows of `slides` when given. `exact` forces a full scan (the oracle).
   * Errors: `bad-vector` for a non-finite query or a wrong length, `not-found` for an unknown space.
   */
  search(spaceId: string, request: SearchRequest): Promise<Hits>;
  /** Exact: for each group of slides (a case) and each query the best row. Groups without rows score −1. */
  rescore(
    spaceId: string,
    queries: Float32Array,
    groups: readonly (readonly number[])[],
  ): Promise<GroupScores>;
  /** For every row of the slides the best similarity over the queries, and which query it was. */
  similarities(spaceId: string, queries: Float32Array, slides: readonly number[]): Promise<TileSimilarities>;
  /** Where on each of the slides the answer lies (domain/windows.ts), best window first; none where no tile lies. */
  windows(spaceId: string, request: WindowRequest): Promise<SlideWindows[]>;
  /**
   * At most `count` rows that stand for all rows of the slides (medoids, search.md 1), or for those of `tileIds`
   * when given. Deterministic. No rows: an empty mosaic.
   */
  mosaic(spaceId: string, request: MosaicRequest): Promise<MosaicRows>;
  /** Row counts, generation, state of the graph. */
  status(): Promise<IndexStatus[]>;
  /** Compares rows and graph with the catalog; with `repair` rebuilds what differs. */
  verify(options: { repair: boolean }): Promise<IndexFinding[]>;
  /** Throws the cached graph away and builds it anew; resolves when it is on disk. */
  rebuild(spaceId?: string): Promise<void>;
  /** Forgets a space that the catalog has let go of: its memory and its cached files. Unknown ones as well. */
  drop(spaceId: string): Promise<void>;
  /** Writes what is worth keeping and ends. */
  close(): Promise<void>;
}

export type SearchRequest = {
  readonly queries: Float32Array;
  readonly k: number;
  /** Keys of the slides that may answer; undefined = all. */
  readonly slides?: readonly number[] | undefined;
  readonly exact?: boolean | undefined;
};

/** q lists of up to k rows: list q is [offsets[q], offsets[q+1]). */
export type Hits = {
  readonly offsets: Uint32Array;
  readonly tileIds: Uint32Array;
  readonly slideKeys: Uint32Array;
  /** Cosine, −1..1. */
  readonly similarities: Float32Array;
  /** Rows that could have answered. */
  readonly searchedRows: number;
  readonly method: 'exact' | 'graph';
};

/** groups × queries, row by row. */
export type GroupScores = {
  readonly similarities: Float32Array;
  /** Tile id of the best row; 0 when the group has none (tile ids start at 1). */
  readonly tileIds: Uint32Array;
  readonly rows: number;
};

export type TileSimilarities = {
  readonly tileIds: Uint32Array;
  readonly slideKeys: Uint32Array;
  readonly similarities: Float32Array;
  readonly queries: Uint16Array;
};

export type WindowRequest = {
  /** Unit vectors, q × dim: a tile counts by the best of them. */
  readonly queries: Float32Array;
  readonly slides: readonly {
    readonly slideKey: number;
    /** Of the slide and of the wanted window, level-0 px. */
    readonly size: Size;
    readonly window: Size;
  }[];
};

export type SlideWindows = { readonly slideKey: number; readonly windows: readonly AnswerWindow[] };

export type MosaicRequest = {
  readonly slides: readonly number[];
  readonly count: number;
  readonly tileIds?: readonly number[] | undefined;
};

export type MosaicRows = {
  readonly tileIds: Uint32Array;
  /** Unit vectors, row by row. */
  readonly vectors: Float32Array;
  /** Rows that each one stands for; they sum to `rows`. */
  readonly weights: Float32Array;
  /** Mean similarity of a row to its medoid. */
  readonly coverage: number;
  readonly rows: number;
};

export type IndexStatus = {
  readonly spaceId: string;
  readonly dim: number;
  readonly rows: number;
  /** Rows in the graph; fewer than `rows` while it is being built, or 0 when a scan is faster anyway. */
  readonly graphRows: number;
  readonly generation: number;
  readonly change: number;
  readonly state: 'ready' | 'building';
  readonly bytes: number;
};

export type IndexFinding = {
  readonly spaceId: string;
  readonly problem: string;
  readonly repaired: boolean;
};

/** What the index reads: the catalog's vectors and its log of changes. Synchronous, used in the index thread. */
export interface VectorSource {
  spaces(): readonly { readonly id: string; readonly dim: number }[];
  /** Number of the last change of a space; 0 when it has none. */
  head(spaceId: string): number;
  /** All changes after `after`, in order; rows of one slide come together where the log allows. */
  changes(spaceId: string, after: number): Iterable<VectorChange>;
  /** Rows the catalog holds now. */
  count(spaceId: string): number;
  /** Where the indexed tiles of a slide lie. */
  places(spaceId: string, slideKey: number): TilePlaces;
}

export type VectorChange =
  | {
      readonly kind: 'add';
      readonly change: number;
      readonly slideKey: number;
      readonly tileIds: Uint32Array;
      /** float16 bits, rows × dim. */
      readonly vectors: Uint16Array;
    }
  | { readonly kind: 'remove'; readonly change: number; readonly slideKey: number };
