import type { Catalog, CatalogFaults } from '../catalog/port.js';
import type { ModelManifest } from '../domain/models.js';
import type { JobQueue, TileWorkers } from '../jobs/port.js';
import type { VectorIndex } from '../vectors/port.js';
import type { CaseLists } from './case-lists.js';
import type { Originals } from './originals.js';

/** A model that may be used: its manifest and where its files are. */
export type UsableModel = { readonly manifest: ModelManifest; readonly folder: string };

/** What the archive's features work with; app.ts gives it. */
export type ArchiveParts = {
  readonly catalog: Catalog;
  readonly caseLists: CaseLists;
  readonly originals: Originals;
  readonly queue: JobQueue;
  readonly workers: TileWorkers;
  readonly index: VectorIndex;
  /** Throws `not-found` or `model-refused`. */
  readonly model: (id: string) => Promise<UsableModel>;
  /** What the catalog finds wrong with itself, in its file and in what it derives. */
  readonly findCatalogFaults: () => Promise<CatalogFaults>;
  /** Takes deleted cases and slides out of stored answers. */
  readonly forgetInSearches: (gone: {
    readonly caseIds: readonly string[];
    readonly slideIds: readonly string[];
  }) => Promise<void>;
  /** ms since 1970. */
  readonly now: () => number;
  readonly settings: {
    readonly dataDir: string;
    readonly defaultModel: string;
    readonly visitingMs: number;
    /** Reads a case id out of a file name: its first group. */
    readonly caseRule: RegExp | undefined;
  };
};
