import type { Catalog, SlideRecord } from '../catalog/port.js';
import type { ModelManifest } from '../domain/models.js';
import type { Lane, TileWorkers } from '../jobs/port.js';
import type { VectorIndex } from '../vectors/port.js';

/** What the search features work with; app.ts gives it. */
export type SearchParts = {
  readonly catalog: Catalog;
  readonly workers: TileWorkers;
  readonly index: VectorIndex;
  /** A model's manifest and folder. Throws `not-found` or `model-refused`. */
  readonly model: (id: string) => Promise<{ readonly manifest: ModelManifest; readonly folder: string }>;
  /** Throws `changed-file` for a slide whose file is not the one that it was indexed from. */
  readonly originals: { refuseChanged(slide: SlideRecord, lane: Lane): Promise<void> };
  /** ms since 1970. */
  readonly now: () => number;
  readonly settings: {
    readonly dataDir: string;
    /** How long a question and its answer are kept. */
    readonly searchMs: number;
  };
};
