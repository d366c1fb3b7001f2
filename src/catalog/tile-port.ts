import type { Filters } from '../domain/cases.js';
import type { Box } from '../domain/geometry.js';
import type { Space } from '../domain/models.js';
import type { EmbeddedTile, PlannedTile } from '../domain/tile-tasks.js';

/** A slide that may answer in a space. */
export type SearchableSlide = {
  readonly slideKey: number;
  readonly caseKey: number;
  /** The hospital's own id: what ties between cases are broken by. */
  readonly caseId: string;
  readonly patientId: string;
  /** The case's diagnosis and site (null: none on record): what evidence counts and what confounds it. */
  readonly diagnosis: string | null;
  readonly site: string | null;
  readonly tiles: number;
};

export type TilePlace = Box & { readonly tileId: number; readonly slideKey: number };
export type TileLedger = {
  readonly spaceId: string;
  readonly planned: number;
  readonly indexed: number;
  readonly skipped: number;
  readonly failed: number;
  readonly pending: number;
  /** Reason → tiles, of the skipped ones. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Set when the slide does not enter this space at all. */
  readonly absent: string | undefined;
};

/** Of the archived slides with an outcome: how many are fine enough for a space, and of how many it has all tiles. */
export type SpaceCoverage = { readonly spaceId: string; readonly slides: number; readonly done: number };

export interface TileStore {
  ensureSpaces(spaces: readonly Space[]): Promise<void>;
  /** Every space that was used and not dropped, with its archived tiles and slides. */
  spaces(): Promise<readonly (Space & { readonly tiles: number; readonly slides: number })[]>;
  /** The spaces with tiles of archived slides: those that can answer. */
  answering(): Promise<readonly Space[]>;
  /** Errors: `not-found`, with the `spaceId` in its details, when a space was dropped or never filled. */
  checkThere(spaceIds: readonly string[]): Promise<void>;
  /** How far each space covers the archive. */
  coverage(): Promise<readonly SpaceCoverage[]>;
  /** Ids of the archived slides that are not done in all of these spaces that they enter; unreadable ones left out. */
  missing(spaces: readonly Space[]): Promise<readonly string[]>;
  /** Lays the grid of a slide in a space, all tiles pending, in one transaction; nothing when it is laid already. */
  plan(slideKey: number, spaceId: string, tiles: readonly PlannedTile[]): Promise<void>;
  /**
   * Lays the grid that another space with the same µm/px and tile side has, with what was decided there of the
   * quality of its tiles. False, and nothing done, when there is no such space or a tile is not decided there.
   */
  planAsTwin(slideKey: number, spaceId: string): Promise<boolean>;
  /** True when the grid was laid by `planAsTwin`: pending tiles need no look at their quality. */
  isJudged(slideKey: number, spaceId: string): Promise<boolean>;
  /** Notes why a slide does not enter a space. */
  noteAbsent(slideKey: number, spaceId: string, reason: string): Promise<void>;
  /** Tiles still to do, in order. */
  pending(slideKey: number, spaceId: string, limit: number): Promise<TilePlace[]>;
  /**
   * One batch, one transaction: states, reasons and vectors (float16 bits, a row per indexed tile, in order).
   * The space's change number grows by one when there are vectors and the slide is archived. Tiles that are no
   * longer there (slide deleted) or not pending any more are left out: a batch that comes twice counts once.
   */
  commit(
    slideKey: number,
    spaceId: string,
    batch: { tileIds: readonly number[]; tiles: readonly EmbeddedTile[]; vectors: Uint16Array; dim: number },
  ): Promise<void>;
  /** Takes back every grid, tile and vector of a slide, so that it can be planned anew (a changed µm/px). */
  clear(slideKey: number): Promise<void>;
  /** Failed tiles of a slide in these spaces become pending again; answers how many. */
  retryFailed(slideKey: number, spaceIds: readonly string[]): Promise<number>;
  /** Ledger of one slide, a row per space. */
  ledger(slideKey: number): Promise<TileLedger[]>;
  places(tileIds: readonly number[]): Promise<Map<number, TilePlace>>;
  /** Where the indexed tiles of a slide lie. */
  placesOf(slideKey: number, spaceId: string): Promise<TilePlace[]>;
  /** Stored tiles of a slide with their vectors (float16 bits, row by row). */
  stored(slideKey: number, spaceId: string): Promise<{ places: TilePlace[]; vectors: Uint16Array }>;
  /** Vectors of single tiles (marks); tiles of another space are left out. */
  vectors(spaceId: string, tileIds: readonly number[]): Promise<Map<number, Uint16Array>>;
  /** Archived slides with tiles in the space that pass the filters. */
  searchable(spaceId: string, filters: Filters): Promise<SearchableSlide[]>;
}
