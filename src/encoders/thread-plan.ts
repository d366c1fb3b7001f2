import type { TileWorkers } from '../jobs/port.js';
import type { ThreadParts } from './parts.js';

/** How a model is run: threads of each worker, workers that run it, and how that was decided. */
export type ThreadPlan = {
  readonly threads: number;
  readonly workers: number;
  readonly from: 'setting' | 'measured' | 'default';
};

/**
 * One thread per worker unless something else is set or was measured: with every core busy, threads of ONNX
 * Runtime that wait for each other only spin.
 */
export async function threadPlan(
  { threads, machine }: ThreadParts,
  modelSha256: string,
): Promise<ThreadPlan> {
  if (machine.threads !== undefined) return planOf(machine.threads, machine.workers, 'setting');
  const [best] = (await threads.recall({ modelSha256, ...machine })) ?? [];
  return best ? planOf(best.threads, machine.workers, 'measured') : planOf(1, machine.workers, 'default');
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
