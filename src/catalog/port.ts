import type { Case, FilterKey, Filters } from '../domain/cases.js';
import type { ErrorRecord } from '../domain/errors.js';
import type { Level, MppSource, SlideStamps } from '../domain/slides.js';
import type { CatalogFaults, TileFault } from './check/faults.js';
import type { Collection, CollectionItem, CollectionStore } from './collection-port.js';
import type { KeptModel, ModelStore } from './model-port.js';
import type { Page, Paged } from './paging.js';
import type { SearchableSlide, SpaceCoverage, TileLedger, TilePlace, TileStore } from './tile-port.js';

export type {
  CatalogFaults,
  Collection,
  CollectionItem,
  CollectionStore,
  KeptModel,
  ModelStore,
  Page,
  Paged,
  SearchableSlide,
  SpaceCoverage,
  TileFault,
  TileLedger,
  TilePlace,
  TileStore,
};

/** The one truth: what is archived, how far it is indexed, what was asked, who changed what. */
export interface Catalog {
  readonly cases: CaseStore;
  readonly lists: CaseListStore;
  readonly slides: SlideStore;
  readonly tiles: TileStore;
  readonly models: ModelStore;
  readonly text: TextStore;
  readonly searches: SearchStore;
  readonly calibrations: CalibrationStore;
  readonly collections: CollectionStore;
  readonly evaluations: EvaluationStore;
  readonly audit: AuditLog;
  readonly upkeep: Upkeep;
  close(): Promise<void>;
}

export interface CaseStore {
  /** What the case lists say of a file: by exact name, else by stem when only one row has it. */
  claimFor(fileName: string): Promise<SlideClaim | undefined>;
  get(id: string): Promise<Case | undefined>;
  getByKeys(keys: readonly number[]): Promise<Map<number, Case>>;
  /** By the hospital's own id. */
  getByCaseId(caseId: string): Promise<Case | undefined>;
  /**
   * Newest first; listed cases and those with an archived slide. `text` narrows to cases whose diagnosis, report,
   * notes or caseId contain it.
   */
  list(query: CaseListQuery): Promise<Paged<CaseSummary>>;
  /** Ids of the cases that `list` has, newest first, at most `limit`. */
  ids(query: CaseQuery, limit: number): Promise<string[]>;
  /** How many cases `list` has in all. */
  total(query: CaseQuery): Promise<number>;
  /** How many cases of `list` each value of a field would leave: under everything asked but the field itself. */
  facets(query: CaseQuery): Promise<Facet[]>;
  /** What goes when these cases are deleted; ids that are not there count nothing. */
  holdings(ids: readonly string[]): Promise<CaseHoldings>;
  ofPatient(patientId: string): Promise<Case[]>;
  /** Says whether a case is good for teaching; undefined: nobody says. False when there is no such case. */
  setTeaching(id: string, teaching: boolean | undefined): Promise<boolean>;
  /** Removes the case, its slides, tiles, claims and text. Answers the slides that went. */
  remove(id: string): Promise<SlideRecord[]>;
  /** Listed cases and those with an archived slide. */
  count(): Promise<number>;
}

/**
 * Case lists on their way in. A list is first kept as a whole and then taken page by page, so that a long one holds
 * nobody up; what was kept is taken to its end, whatever ends the process.
 */
export interface CaseListStore {
  /** Keeps the pages of a list (domain/case-list-pages.ts); nothing of it is in force yet. Answers its number. */
  keep(list: KeptList): Promise<number>;
  /**
   * Takes one page more, in one transaction; answers the report once all is taken. Creates and updates cases (an
   * empty cell leaves the old value), and gives slides that are here already to the case whose row names their
   * file (by name, or by a stem that is unique among the slides). Rows are remembered, so that slides that come
   * later find their case.
   */
  takeNext(list: number): Promise<ImportReport | undefined>;
  /** Between lists: drops those that were never whole, and answers those that are to be taken on, oldest first. */
  waiting(): Promise<{ readonly list: number; readonly rows: number; readonly actor: string }[]>;
}
export type KeptList = {
  readonly pages: readonly string[];
  /** How many rows the pages have together. */
  readonly rows: number;
  readonly actor: string;
};

/** Order of a case list; default: newest first. Cases without the fact come last. */
export const CASE_SORTS = ['newest', 'diagnosis', 'organ', 'date'] as const;
export type CaseSort = (typeof CASE_SORTS)[number];
export type CaseQuery = {
  readonly filters: Filters;
  readonly text?: string | undefined;
  /** Narrows to cases with an archived slide of one of these. */
  readonly status?: readonly SlideStatus[] | undefined;
};
export type CaseListQuery = CaseQuery &
  Page & {
    readonly sort?: CaseSort | undefined;
    /** Place of the list where the page begins, instead of a cursor: those who jump into it know no other. */
    readonly offset?: number | undefined;
  };
export type CaseSummary = Case & { readonly slides: readonly SlideSummary[] };
export type SlideSummary = Pick<SlideRecord, 'id' | 'state' | 'status' | 'width' | 'height' | 'mpp'>;
export type Facet = {
  readonly key: FilterKey | 'status';
  readonly values: readonly { value: string; cases: number }[];
};
/** `tiles`: indexed ones, of every space. */
export type CaseHoldings = { readonly cases: number; readonly slides: number; readonly tiles: number };
export type SlideClaim = {
  readonly caseKey: number;
  readonly mpp: number | undefined;
  readonly stain: string | undefined;
  readonly scanner: string | undefined;
  readonly extra: Readonly<Record<string, string>>;
};
export type ImportReport = {
  readonly rows: number;
  /** These three count cases. */
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  /** Slides that changed their case by this list. */
  readonly claimedSlides: number;
  /** Names of slides that are here with another µm/px than the list says: to be ingested again by whoever asks. */
  readonly mppChanged: readonly string[];
};

export type SlideState = 'archived' | 'visiting';
export type SlideStatus = 'pending' | 'indexed' | 'skipped' | 'failed';

export type SlideRecord = {
  readonly key: number;
  /** Opaque. */
  readonly id: string;
  readonly caseKey: number;
  /** Base name of the file. */
  readonly name: string;
  readonly path: string;
  readonly sha256: string | undefined;
  readonly bytes: number;
  /** Time of last change of the file when it was read, ms. */
  readonly modifiedAt: number;
  readonly state: SlideState;
  readonly status: SlideStatus;
  readonly error: ErrorRecord | undefined;
  readonly format: string | undefined;
  readonly width: number | undefined;
  readonly height: number | undefined;
  readonly levels: readonly Level[];
  readonly mpp: number | undefined;
  readonly mppSource: MppSource | undefined;
  readonly stain: string | undefined;
  readonly scanner: string | undefined;
  readonly extra: Readonly<Record<string, string>>;
  /** When a visiting slide goes, ms; undefined for archived ones. */
  readonly expiresAt: number | undefined;
  readonly createdAt: number;
};
export type NewSlide = Omit<SlideRecord, 'key' | 'id' | 'caseKey' | 'createdAt'> & {
  /** undefined: Tessera makes an unlisted case for it (own case, own patient). */
  readonly caseKey: number | undefined;
};

export interface SlideStore {
  add(slide: NewSlide): Promise<SlideRecord>;
  update(key: number, change: Partial<Omit<SlideRecord, 'key' | 'id' | 'createdAt'>>): Promise<SlideRecord>;
  /** Writes down how the files of a slide were when it was read. Nothing for a slide that is gone. */
  stamp(key: number, stamps: SlideStamps): Promise<void>;
  /** Undefined for a slide that an older Tessera read. */
  stampsOf(key: number): Promise<SlideStamps | undefined>;
  get(id: string): Promise<SlideRecord | undefined>;
  getByKeys(keys: readonly number[]): Promise<Map<number, SlideRecord>>;
  findBySha256(sha256: string): Promise<SlideRecord | undefined>;
  findByPath(path: string): Promise<SlideRecord | undefined>;
  /** All slides with this base name or, failing that, this stem. */
  findByName(nameOrStem: string): Promise<SlideRecord[]>;
  list(
    query: { filters: Filters; state?: SlideState | undefined; status?: SlideStatus | undefined } & Page,
  ): Promise<Paged<SlideRecord>>;
  ofCase(caseKey: number): Promise<SlideRecord[]>;
  /** Slides of several cases, by case; a case without slides is left out. */
  ofCases(caseKeys: readonly number[]): Promise<Map<number, SlideRecord[]>>;
  /** Removes the slide, its tiles and vectors (and its case when that was unlisted and has no other slide). */
  remove(key: number): Promise<void>;
  /** Visiting slides whose time is over at `now`. */
  expired(now: number): Promise<SlideRecord[]>;
  /** By state; by status only the archived ones, since a visiting slide is never indexed. */
  counts(): Promise<Record<SlideStatus | SlideState, number>>;
}

/** Full-text search over diagnosis, report and notes. */
export interface TextStore {
  /** Cases whose text holds all words (Han text: the phrase), best first (bm25). */
  search(words: string, filters: Filters, limit: number): Promise<{ caseKey: number; score: number }[]>;
}

export type StoredSearch = {
  readonly id: string;
  readonly question: unknown;
  readonly answer: unknown;
  /** Unit query vectors (float32, row by row) and picture, so that marks can re-ask. */
  readonly vectors: Uint8Array | undefined;
  readonly picture: Uint8Array | undefined;
  readonly actor: string;
  readonly createdAt: number;
  readonly expiresAt: number;
};
export interface SearchStore {
  /** A new question: a power cut may take the newest ones with it, which can be asked again. */
  add(search: StoredSearch): Promise<void>;
  /** New or changed, and on the disk when it resolves: marks are what a person said. */
  put(search: StoredSearch): Promise<void>;
  get(id: string): Promise<StoredSearch | undefined>;
  list(
    page: Page,
  ): Promise<Paged<Pick<StoredSearch, 'id' | 'question' | 'actor' | 'createdAt' | 'expiresAt'>>>;
  remove(id: string): Promise<boolean>;
  /** Removes what has expired; answers how many. */
  expire(now: number): Promise<number>;
  /** Removes searches that asked about a slide that is gone. */
  removeAbout(slideId: string): Promise<void>;
  /** Searches whose answer holds an opaque id (of a case or a slide). */
  mentioning(id: string): Promise<StoredSearch[]>;
}

/** Leave-one-patient-out scores of a space (domain/calibration.ts). */
export interface CalibrationStore {
  put(spaceId: string, calibration: unknown, archivePatients: number): Promise<void>;
  get(
    spaceId: string,
  ): Promise<{ calibration: unknown; archivePatients: number; madeAt: number } | undefined>;
}

/** Measurements of the archive, kept so that one sees how it goes over time. */
export interface EvaluationStore {
  add(kind: string, report: unknown): Promise<{ readonly id: string; readonly madeAt: number }>;
  /** Newest first. */
  list(kind: string, page: Page): Promise<Paged<{ id: string; madeAt: number; report: unknown }>>;
}

export interface AuditLog {
  write(entry: { actor: string; action: string; subject: string; details?: unknown }): Promise<void>;
  list(
    page: Page,
  ): Promise<Paged<{ at: number; actor: string; action: string; subject: string; details: unknown }>>;
}

/** Puts right what the catalog's own check found (`CatalogFaults`); each call is safe to repeat. */
export interface Upkeep {
  /** Derives filters and words of these cases anew; of cases that are not there they go. */
  deriveCases(keys: readonly number[]): Promise<void>;
  /** Derives the folded names of these slides anew. */
  deriveSlides(keys: readonly number[]): Promise<void>;
  /** Counts the tiles of a slide in a space anew. */
  countTiles(slideKey: number, spaceId: string): Promise<void>;
  /** Lets go of the vectors of a slide in a space: its indexed tiles are pending again. */
  dropVectors(slideKey: number, spaceId: string): Promise<void>;
}
