import { TesseraError } from '../domain/errors.js';
import type { ThreadTrial } from '../inference/port.js';
import type { EncoderParts } from './parts.js';
import { COPIES, type Way, waysToShare } from './ways-to-share.js';

/** Rounds of each way; the best counts, since whatever else a machine does only ever slows it down. */
const ROUNDS = 3;
const ROUND_MS = 400;
/** More threads must be worth it: a tenth is what two runs of the same thing differ by. */
const WORTH = 1.1;
/**
 * Tries how many threads each worker should give to a model: one thread in every worker, against more threads in
 * fewer of them, side by side as ingest runs them. Remembers what was found. It takes seconds, so it is done when a
 * model was added and nobody waits for tiles: start-up and ingest never pay for it.
 * Errors: those of `ModelShelf.open`; `unavailable` when not even one copy of the model fits into memory.
 */
export async function measureThreads(
  parts: EncoderParts,
  id: string,
  signal?: AbortSignal,
): Promise<readonly ThreadTrial[]> {
  const { machine, threads: memory, shelf } = parts;
  const { manifest, folder } = await shelf.open(id);
  const bytes = await shelf.bytes(id);
  const ways = waysToShare(machine, bytes);
  if (ways.length === 0) {
    throw new TesseraError('unavailable', `Model ${manifest.id} needs more memory than this machine has.`, {
      hint: `Its files have ${Math.ceil(bytes / 2 ** 20)} MB; about ${COPIES} times as much is needed.`,
    });
  }
  const trials: ThreadTrial[] = [];
  for (const way of ways) {
    const tilesPerSecond = await timeWay(parts, folder, way, signal);
    trials.push({ ...way, tilesPerSecond: Math.round(tilesPerSecond * 100) / 100 });
  }
  const ordered = order(trials);
  await memory.remember({ modelSha256: manifest.sha256, ...machine }, ordered);
  return ordered;
}

async function timeWay(
  { workers }: EncoderParts,
  modelFolder: string,
  { threads, workers: count }: Way,
  signal: AbortSignal | undefined,
): Promise<number> {
  const onAll = <T>(run: () => Promise<T>) => Promise.all(Array.from({ length: count }, run));
  // Opening a model takes longer than a round: all have it open before the first one starts.
  await onAll(() => workers.run('warm', { modelFolder, threads }, { lane: 'ingest', signal }));
  let best = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const answers = await onAll(() =>
      workers.run('time', { modelFolder, threads, forMs: ROUND_MS }, { lane: 'ingest', signal }),
    );
    best = Math.max(best, rate(answers));
  }
  return best;
}

/** Tiles of all workers in the time from the first start to the last end: also right when they did not overlap. */
function rate(answers: readonly { tiles: number; startedAt: number; endedAt: number }[]): number {
  const tiles = answers.reduce((sum, answer) => sum + answer.tiles, 0);
  const from = Math.min(...answers.map(({ startedAt }) => startedAt));
  const to = Math.max(...answers.map(({ endedAt }) => endedAt));
  return (1000 * tiles) / Math.max(1, to - from);
}

/** The one to use first: more threads only where they are clearly faster than fewer. */
export function order(trials: readonly ThreadTrial[]): ThreadTrial[] {
  const [fewest, ...more] = [...trials].sort((a, b) => a.threads - b.threads);
  if (fewest === undefined) return [];
  const best = more.reduce(
    (chosen, trial) => (trial.tilesPerSecond > WORTH * chosen.tilesPerSecond ? trial : chosen),
    fewest,
  );
  return [best, ...trials.filter((trial) => trial !== best)];
}
