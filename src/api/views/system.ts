import type { z } from '@hono/zod-openapi';
import type { SpaceStanding } from '../../archive/spaces.js';
import type { ArchiveStatus } from '../../archive/status.js';
import { type ThreadPlan, threadPlan } from '../../encoders/thread-plan.js';
import type { ModelEntry } from '../../inference/port.js';
import type { ApiParts } from '../parts.js';
import type { model, space, status } from '../schemas/system.js';
import { jobView } from './job.js';
import { iso } from './time.js';

type SpaceView = z.output<typeof space>;

export function spaceView(
  found: ArchiveStatus['spaces'][number],
  standing: SpaceStanding,
  calibration: { archivePatients: number; madeAt: number } | undefined,
): SpaceView {
  const { index, ...facts } = found;
  return {
    ...facts,
    ...standing,
    index: index
      ? {
          rows: index.rows,
          graphRows: index.graphRows,
          generation: index.generation,
          state: index.state,
          bytes: index.bytes,
        }
      : null,
    calibration: calibration
      ? { patients: calibration.archivePatients, madeAt: iso(calibration.madeAt) }
      : null,
  };
}

export function statusView(found: ArchiveStatus, spaces: SpaceView[], now: number): z.output<typeof status> {
  const count = (name: string) => found.slides[name] ?? 0;
  return {
    cases: found.cases,
    slides: {
      total: count('archived') + count('visiting'),
      archived: count('archived'),
      visiting: count('visiting'),
      indexed: count('indexed'),
      skipped: count('skipped'),
      failed: count('failed'),
      pending: count('pending'),
    },
    tiles: found.tiles,
    spaces,
    jobs: found.jobs.map((job) => jobView(job, now)),
  };
}

export async function modelView(
  entry: ModelEntry,
  { catalog, settings, encoders }: Pick<ApiParts, 'catalog' | 'settings' | 'encoders'>,
): Promise<z.output<typeof model>> {
  const manifest = 'manifest' in entry ? entry.manifest : undefined;
  const serving = await catalog.models.serving();
  return {
    id: entry.id,
    usable: manifest !== undefined,
    refused: 'refused' in entry ? entry.refused : null,
    default: entry.id === (serving?.modelId ?? settings.defaultModel),
    name: manifest?.name ?? null,
    kind: manifest?.kind ?? null,
    sha256: manifest?.sha256 ?? null,
    scales: manifest ? manifest.scales.map(({ mpp, tilePx }) => ({ mpp, tilePx })) : [],
    dim: manifest?.dim ?? null,
    pooling: manifest?.pooling ?? null,
    licence: manifest?.licence ?? null,
    trainingData: manifest?.trainingData ?? null,
    limits: [...(manifest?.limits ?? [])],
    preset: manifest?.preset ?? null,
    source: manifest?.source ?? null,
    providers: [...encoders.machine.providers],
    threads: manifest ? threadsView(await threadPlan(encoders, manifest)) : null,
  };
}

function threadsView({ threads, workers, from }: ThreadPlan) {
  return { perWorker: threads, workers, from };
}
