import type { Catalog } from '../catalog/port.js';
import type { ExecutionProvider } from '../domain/models.js';
import type { ModelShelf, ThreadMemory } from '../inference/port.js';
import type { TileWorkers } from '../jobs/port.js';

/** What this machine runs encoders with. */
export type ThreadParts = {
  readonly shelf: ModelShelf;
  readonly threads: ThreadMemory;
  readonly machine: {
    readonly cores: number;
    /** Workers that serve ingest. */
    readonly workers: number;
    readonly memoryBytes: number;
    readonly providers: readonly ExecutionProvider[];
    /** Threads per worker as configured; wins over what was measured. */
    readonly threads: number | undefined;
  };
};

/** What bringing encoders into an archive works with; app.ts gives it. */
export type EncoderParts = ThreadParts & {
  readonly catalog: Pick<Catalog, 'audit'>;
  readonly workers: TileWorkers;
};
