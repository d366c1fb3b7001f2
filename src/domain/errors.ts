/** Why a slide could not be read at all (a failed slide). */
export const SLIDE_FAULTS = [
  'unreadable',
  'unsupported-format',
  'damaged',
  'missing-companion',
  'missing-library',
  'missing-mpp',
  'not-brightfield',
  'not-a-slide',
  'too-large',
] as const;

/** Why a readable slide has nothing to index (a skipped slide). */
export const SLIDE_SKIPS = ['too-coarse', 'too-small', 'no-tissue'] as const;

export const ERROR_TAGS = [
  ...SLIDE_FAULTS,
  ...SLIDE_SKIPS,
  /** What was asked is malformed or contradicts itself. */
  'invalid-input',
  /** A case list with faults; `details.faults` names line and column. */
  'invalid-case-list',
  'invalid-config',
  'not-found',
  /** What was asked contradicts what is there (a second signature, a changed file). */
  'conflict',
  /** The file behind a slide is no longer the one that was ingested. */
  'changed-file',
  'forbidden',
  /** Another process owns the data directory. */
  'locked',
  'cancelled',
  'timeout',
  /** A model folder that does not keep its promises (hash, shape, dimension). */
  'model-refused',
  /** A vector that is not finite or has the wrong length. */
  'bad-vector',
  'index-damaged',
  'worker-crashed',
  'unavailable',
  'internal',
] as const;

export type SlideFault = (typeof SLIDE_FAULTS)[number];
export type SlideSkip = (typeof SLIDE_SKIPS)[number];
export type ErrorTag = (typeof ERROR_TAGS)[number];

export type ErrorFacts = {
  /** What to do next, one sentence. */
  readonly hint?: string | undefined;
  /** Plain values that make the sentence: numbers, names, lists. Never patient data. */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
  readonly cause?: unknown;
};

/** The one error class of Tessera: what was wrong, in words a user can act on. */
export class TesseraError extends Error {
  override readonly name = 'TesseraError';
  readonly tag: ErrorTag;
  readonly hint: string | undefined;
  readonly details: Readonly<Record<string, unknown>> | undefined;

  constructor(tag: ErrorTag, message: string, facts: ErrorFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.tag = tag;
    this.hint = facts.hint;
    this.details = facts.details;
  }
}

/** Plain form of an error, as it crosses a process border or is kept in the ledger. */
export type ErrorRecord = {
  readonly tag: ErrorTag;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly details?: Readonly<Record<string, unknown>> | undefined;
};

export function toErrorRecord(error: unknown): ErrorRecord {
  if (error instanceof TesseraError) {
    return { tag: error.tag, message: error.message, hint: error.hint, details: error.details };
  }
  return { tag: 'internal', message: error instanceof Error ? error.message : String(error) };
}

export function fromErrorRecord(record: ErrorRecord): TesseraError {
  return new TesseraError(record.tag, record.message, { hint: record.hint, details: record.details });
}

/** True for the tags that mean "readable, but nothing to index". */
export function isSlideSkip(tag: ErrorTag): tag is SlideSkip {
  return (SLIDE_SKIPS as readonly string[]).includes(tag);
}
