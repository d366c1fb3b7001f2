import type { Space } from '../domain/models.js';
import type { Job } from '../jobs/port.js';
import type { IndexStatus } from '../vectors/port.js';
import type { ArchiveParts } from './parts.js';

export type ArchiveStatus = {
  readonly cases: number;
  readonly slides: Readonly<Record<string, number>>;
  readonly tiles: number;
  readonly spaces: readonly (Space & {
    readonly tiles: number;
    readonly slides: number;
    readonly index: IndexStatus | undefined;
  })[];
  readonly jobs: readonly Job[];
};

/** What the archive holds and how far it is indexed. */
export async function archiveStatus({ catalog, index, queue }: ArchiveParts): Promise<ArchiveStatus> {
  const [cases, slides, spaces, graphs, jobs] = await Promise.all([
    catalog.cases.count(),
    catalog.slides.counts(),
    catalog.tiles.spaces(),
    index.status(),
    queue.list({ limit: 20 }),
  ]);
  return {
    cases,
    slides,
    tiles: spaces.reduce((sum, space) => sum + space.tiles, 0),
    spaces: spaces.map((space) => ({ ...space, index: graphs.find((graph) => graph.spaceId === space.id) })),
    jobs,
  };
}
