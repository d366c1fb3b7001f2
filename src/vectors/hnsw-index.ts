import { TesseraError } from '../domain/errors.js';
import { removeFiles } from './graph-store.js';
import type { MatMul } from './mat-mul.js';
import { DEFAULT_OPTIONS, type VectorIndexOptions } from './options.js';
import type { IndexFinding, VectorIndex, VectorSource } from './port.js';
import { Quiet } from './quiet.js';
import { SpaceIndex } from './space-index.js';

export type VectorIndexParts = {
  /** Where the cached graphs lie; made when missing. */
  readonly folder: string;
  readonly source: VectorSource;
  readonly matMul: MatMul;
  readonly options?: Partial<VectorIndexOptions> | undefined;
  /** Hears of cached graphs that were damaged or could not be written; a process warning unless given. */
  readonly onProblem?: (error: TesseraError) => void;
};

/**
 * The index in the calling thread: rows in compact memory, scanned exactly or, when there are many, walked
 * through a graph that is built while nothing is asked. Blocks its thread while it computes: use it in a worker
 * (thread.ts).
 *
 * @example
 * const index = createVectorIndex({ folder, source, matMul });
 * await index.refresh(spaceId);
 * const hits = await index.search(spaceId, { queries, k: 10 });
 */
export function createVectorIndex(parts: VectorIndexParts): VectorIndex {
  const { source } = parts;
  const options = { ...DEFAULT_OPTIONS, ...parts.options };
  const shared = { onProblem: warn, ...parts, options, quiet: new Quiet(options.patienceMs) };
  const spaces = new Map<string, SpaceIndex>();

  function at(spaceId: string): SpaceIndex {
    const known = spaces.get(spaceId);
    if (known) return known;
    const space = source.spaces().find(({ id }) => id === spaceId);
    if (!space) throw unknownSpace(spaceId);
    const made = new SpaceIndex(spaceId, space.dim, shared);
    spaces.set(spaceId, made);
    return made;
  }

  const all = () => source.spaces().map(({ id }) => at(id));

  return {
    refresh: async (spaceId) => at(spaceId).refresh(),
    search: async (spaceId, request) => at(spaceId).search(request),
    rescore: async (spaceId, queries, groups) => at(spaceId).rescore(queries, groups),
    mosaic: async (spaceId, request) => at(spaceId).mosaic(request),
    similarities: async (spaceId, queries, slides) => at(spaceId).similarities(queries, slides),
    windows: async (spaceId, request) => at(spaceId).windows(request),
    status: async () => all().map((space) => space.status()),
    verify: async ({ repair }) => {
      const findings: IndexFinding[] = [];
      for (const space of all()) findings.push(...(await space.verify(repair)));
      return findings;
    },
    rebuild: async (spaceId) => {
      const asked = spaceId === undefined ? all() : [at(spaceId)];
      await Promise.all(asked.map((space) => space.rebuild()));
    },
    drop: async (spaceId) => {
      const known = spaces.get(spaceId);
      spaces.delete(spaceId);
      await known?.discard();
      await removeFiles({ folder: parts.folder, space: spaceId });
    },
    close: async () => {
      await Promise.all([...spaces.values()].map((space) => space.close()));
    },
  };
}

/** A cache that is damaged or cannot be written stops nothing; it is said where warnings are heard. */
function warn(error: TesseraError): void {
  process.emitWarning(`${error.message} ${JSON.stringify(error.details ?? {})}`, 'TesseraIndex');
}

function unknownSpace(spaceId: string): TesseraError {
  return new TesseraError('not-found', 'The archive has no such space', {
    hint: 'tessera spaces lists those that are there; a question asked anew goes to the one that serves.',
    details: { spaceId },
  });
}
