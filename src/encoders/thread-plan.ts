import type { ModelManifest } from '../domain/models.js';
import type { TileWorkers } from '../jobs/port.js';
import type { ThreadParts } from './parts.js';
import { waysToShare } from './ways-to-share.js';

/** How a model is run: threads of each worker, workers that run it, and how that was decided. */
export type ThreadPlan = {
  readonly threads: number;
  readonly workers: number;
  readonly from: 'setting' | 'measured' | 'default';
};

/**
 * What is set, else what was measured, else one thread per worker: with every core busy, threads of ONNX Runtime
 * that wait for each other only spin. A model too large for a copy in every worker gets fewer of them.
 */
export async function threadPlan(
  { threads, machine, shelf }: ThreadParts,
  { id, sha256 }: Pick<ModelManifest, 'id' | 'sha256'>,
): Promise<ThreadPlan> {
  const { workers } = machine;
  if (machine.threads !== undefined) return planOf(machine.threads, workers, 'setting');
  const [best] = (await threads.recall({ modelSha256: sha256, ...machine })) ?? [];
  if (best) return planOf(best.threads, workers, 'measured');
  const [widest] = waysToShare(machine, await shelf.bytes(id));
  return planOf(widest?.threads ?? workers, workers, 'default');
}

function planOf(wanted: number, workers: number, from: ThreadPlan['from']): ThreadPlan {
  const threads = Math.min(wanted, workers);
  return { threads, workers: Math.floor(workers / threads), from };
}

/** Workers that are told with every task how many threads its model takes. Whoever says it already is left alone. */
export function withThreads(
  workers: TileWorkers,
  threadsOf: (modelFolder: string) => Promise<number>,
): TileWorkers {
  return {
    ...workers,
    async run(kind, request, options) {
      if (!('modelFolder' in request) || request.threads !== undefined)
        return workers.run(kind, request, options);
      const threads = await threadsOf(request.modelFolder);
      return workers.run(kind, { ...request, threads }, options);
    },
  };
}
