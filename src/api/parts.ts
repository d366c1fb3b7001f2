import type { FindSlides } from '../archive/ingest.js';
import type { ArchiveParts } from '../archive/parts.js';
import type { CollectionParts } from '../collections/parts.js';
import type { TesseraError } from '../domain/errors.js';
import type { EncoderParts } from '../encoders/parts.js';
import type { EvaluationParts } from '../evaluation/parts.js';
import type { ModelEntry } from '../inference/port.js';
import type { Job } from '../jobs/port.js';
import type { SearchParts } from '../search/parts.js';

/** What the HTTP face works with; app.ts gives it. */
export type ApiParts = ArchiveParts &
  SearchParts &
  CollectionParts &
  EvaluationParts & {
    readonly findSlides: FindSlides;
    readonly models: () => Promise<readonly ModelEntry[]>;
    readonly encoders: EncoderParts;
    /** Looks for new work in the job queue. */
    readonly wake: () => void;
    /** Does again what failed or was cancelled in a job. Errors: `not-found`. */
    readonly retry: (jobId: string) => Promise<Job>;
    /** Why no job goes on now, e.g. a full disk. */
    readonly jobTrouble: () => TesseraError | undefined;
    readonly doctor: () => Promise<readonly DoctorFinding[]>;
    readonly log: (line: string) => void;
    readonly access: {
      readonly hosts: readonly string[];
      readonly token: string;
      /** Folders from which files may be registered by anyone who reaches the server. */
      readonly slideFolders: readonly string[];
      readonly maxUploadBytes: number;
    };
    readonly version: string;
    /** Where the built pages lie. */
    readonly pagesFolder: string;
  };

export type DoctorFinding = {
  readonly check: string;
  readonly ok: boolean;
  /** What was found. */
  readonly found: string;
  /** What to do, when something is missing. */
  readonly advice?: string | undefined;
};
