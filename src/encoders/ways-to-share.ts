import type { ThreadParts } from './parts.js';

/** So many threads of each worker, in so many workers. */
export type Way = { readonly threads: number; readonly workers: number };

/** ONNX Runtime keeps weights in its own order beside those of the file. */
export const COPIES = 2;
/** Share of the machine's memory that copies of one model may take. */
const MEMORY_SHARE = 0.6;

/**
 * How the workers of a machine can share a model of so many bytes: one thread each, twice as many in half as many
 * workers, and so on up to one worker with all, as far as memory holds a copy for each.
 */
export function waysToShare(
  { workers, memoryBytes }: Pick<ThreadParts['machine'], 'workers' | 'memoryBytes'>,
  bytes: number,
): Way[] {
  const ways: Way[] = [];
  for (let threads = 1; threads < workers; threads *= 2) {
    ways.push({ threads, workers: Math.floor(workers / threads) });
  }
  ways.push({ threads: workers, workers: 1 });
  return ways.filter((way) => way.workers * bytes * COPIES <= memoryBytes * MEMORY_SHARE);
}
