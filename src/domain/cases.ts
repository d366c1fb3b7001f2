/** Facts of a case: one specimen of one patient with its diagnosis. Empty cells are undefined. */
export type CaseFacts = {
  readonly specimen?: string | undefined;
  readonly organ?: string | undefined;
  readonly diagnosis?: string | undefined;
  /** ICD-O-3 morphology code, e.g. `8140/3`. */
  readonly icdo3?: string | undefined;
  readonly ageBand?: string | undefined;
  readonly sex?: string | undefined;
  readonly site?: string | undefined;
  /** ISO 8601 date, or its year or year and month. */
  readonly date?: string | undefined;
  readonly report?: string | undefined;
  readonly notes?: string | undefined;
  readonly teaching?: boolean | undefined;
};

/** One row of a case list: what it says of a case and, with a file, of one slide of it. */
export type CaseRow = {
  /** 1-based line (CSV) or item (JSON) it came from. */
  readonly line: number;
  readonly caseId: string;
  /** The case is its own patient when the list does not say. */
  readonly patientId: string;
  readonly facts: CaseFacts;
  /** Name of the slide's file, or its stem. */
  readonly file?: string | undefined;
  readonly mpp?: number | undefined;
  readonly stain?: string | undefined;
  readonly scanner?: string | undefined;
  /** Names that Tessera does not know, kept as they are. */
  readonly extra: Readonly<Record<string, string>>;
};

/** A case as the catalog holds it. `id` is opaque; `caseId` is the hospital's own. */
export type Case = CaseFacts & {
  readonly key: number;
  readonly id: string;
  readonly caseId: string;
  readonly patientId: string;
  /** False for the case that Tessera made for a slide that no case list names. */
  readonly listed: boolean;
  readonly extra: Readonly<Record<string, string>>;
  readonly createdAt: number;
  readonly updatedAt: number;
};

/** Fields a search or a list can be filtered by. */
export const FILTER_KEYS = [
  'organ',
  'diagnosis',
  'icdo3',
  'specimen',
  'stain',
  'site',
  'scanner',
  'sex',
  'ageBand',
  'date',
  'teaching',
  'caseId',
] as const;
export type FilterKey = (typeof FILTER_KEYS)[number];

/** Several keys = and; several values of a key = or. `date` matches by prefix (`2024`, `2024-03`). */
export type Filters = Readonly<Partial<Record<FilterKey, readonly string[]>>>;
