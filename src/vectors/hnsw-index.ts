import { TesseraError } from '../domain/errors.js';
import type { MatMul } from './mat-mul.js';
import type { IndexFinding, VectorIndex, VectorSource } from './port.js';
import { SpaceIndex } from './space-index.js';

export type VectorIndexParts = {
  /** Where the cached graphs lie; made when missing. */
  readonly folder: string;
  readonly source: VectorSource;
  readonly matMul: MatMul;
  readonly options?: Partial<VectorIndexOptions> | undefined;
};

export type VectorIndexOptions = {
  /** Longest stretch of background work before waiting searches are let through, ms. */
  readonly sliceMs: number;
};

const DEFAULTS: VectorIndexOptions = { sliceMs: 20 };

/**
 * The index in the calling thread: rows in memory, searched exactly. Blocks its thread while it computes: use
 * it in a worker (thread.ts).
 *
 * @example
 * const index = createVectorIndex({ folder, source, matMul });
 * await index.refresh(spaceId);
 * const hits = await index.search(spaceId, { queries, k: 10 });
 */
export function createVectorIndex({ source, matMul, options }: VectorIndexParts): VectorIndex {
  const settings = { ...DEFAULTS, ...options };
  const spaces = new Map<string, SpaceIndex>();

  function at(spaceId: string): SpaceIndex {
    const known = spaces.get(spaceId);
    if (known) return known;
    const space = source.spaces().find(({ id }) => id === spaceId);
    if (!space) throw unknownSpace(spaceId);
    const made = new SpaceIndex(spaceId, space.dim, { source, matMul, sliceMs: settings.sliceMs });
    spaces.set(spaceId, made);
    return made;
  }

  return {
    refresh: async (spaceId) => at(spaceId).refresh(),
    search: async (spaceId, request) => at(spaceId).search(request),
    rescore: async (spaceId, queries, groups) => at(spaceId).rescore(queries, groups),
    similarities: async (spaceId, queries, slides) => at(spaceId).similarities(queries, slides),
    status: async () => source.spaces().map(({ id }) => at(id).status()),
    verify: async ({ repair }) => {
      const findings: IndexFinding[] = [];
      for (const { id } of source.spaces()) findings.push(...(await at(id).verify(repair)));
      return findings;
    },
    rebuild: async (spaceId) => {
      if (spaceId !== undefined) at(spaceId);
    },
    close: async () => {},
  };
}

function unknownSpace(spaceId: string): TesseraError {
  return new TesseraError('not-found', 'The archive has no such space', { details: { spaceId } });
}
