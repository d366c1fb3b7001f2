import { availableParallelism } from 'node:os';
import { TesseraError } from '../domain/errors.js';
import type { TileAnswer, TileRequest, TileTaskKind } from '../domain/tile-tasks.js';
import type { Lane, TileWorkers } from './port.js';
import { type ChildLimits, createWorkerChild, type WorkerChild } from './worker-child.js';

export type WorkerHostOptions = {
  /** Built entry file of a tile worker. */
  readonly entry: URL;
  /** Workers for the ingest lane; at least one. Default: one per core. */
  readonly size?: number | undefined;
  readonly limits: ChildLimits;
};

type Task = {
  readonly kind: TileTaskKind;
  readonly request: unknown;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (answer: never) => void;
  readonly reject: (error: unknown) => void;
};

/** Urgent first: a question someone waits for, then the viewer, then the archive's own work. */
const LANES: readonly Lane[] = ['query', 'view', 'ingest'];

/**
 * Keeps the child processes that own every pixel: `size` general ones that take any lane, most urgent first,
 * and one that never takes ingest, so that viewing and asking never wait behind it. Children start when they
 * are first needed and are replaced when they die.
 */
export function createWorkerHost(options: WorkerHostOptions): TileWorkers {
  const size = Math.max(1, options.size ?? availableParallelism());
  const waiting: Record<Lane, Task[]> = { query: [], view: [], ingest: [] };
  const spawn = (background: boolean) => createWorkerChild(options.entry, { background, ...options.limits });
  const seats: { child: WorkerChild; lanes: readonly Lane[] }[] = [
    { child: spawn(false), lanes: ['query', 'view'] },
    ...Array.from({ length: size }, () => ({ child: spawn(true), lanes: LANES })),
  ];
  let closed = false;

  function assign(): void {
    for (const seat of seats) {
      if (seat.child.busy) continue;
      const lane = seat.lanes.find((name) => waiting[name].length > 0);
      const task = lane && waiting[lane].shift();
      if (task) start(seat.child, task);
    }
  }

  function start(child: WorkerChild, task: Task): void {
    if (task.signal?.aborted) {
      task.reject(cancelled());
      assign();
      return;
    }
    child
      .run(task.kind, task.request)
      .then((answer) => task.resolve(answer as never), task.reject)
      .finally(assign);
  }

  return {
    size,
    run<K extends TileTaskKind>(
      kind: K,
      request: TileRequest<K>,
      { lane, signal }: { lane: Lane; signal?: AbortSignal | undefined },
    ) {
      if (closed) return Promise.reject(new TesseraError('unavailable', 'The server is shutting down.'));
      return new Promise<TileAnswer<K>>((resolve, reject) => {
        waiting[lane].push({ kind, request, signal, resolve, reject });
        assign();
      });
    },
    async close() {
      closed = true;
      for (const lane of LANES) {
        for (const task of waiting[lane].splice(0)) task.reject(cancelled());
      }
      await Promise.all(seats.map((seat) => seat.child.close()));
    },
  };
}

function cancelled(): TesseraError {
  return new TesseraError('cancelled', 'The task was cancelled before it began.');
}
