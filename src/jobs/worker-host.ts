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
  /** Path of the slide that it is about. */
  readonly slide: string | undefined;
  /** Threads that it works with. */
  readonly threads: number;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (answer: never) => void;
  readonly reject: (error: unknown) => void;
};

type Seat = {
  readonly child: WorkerChild;
  readonly lanes: readonly Lane[];
  /** Most threads of a task that may sit here: of tasks with t threads only every t-th worker takes one. */
  readonly mostThreads: number;
  /** The slide of its last task: that one is open there, and its pixels around the last tiles are decoded. */
  slide: string | undefined;
};

/** Urgent first: a question someone waits for, the viewer, slides that come in, what nobody waits for. */
const LANES: readonly Lane[] = ['query', 'view', 'ingest', 'background'];
/** Where ingest never ends, one task of so many is the background's all the same: else it would never end either. */
const BACKGROUND_TURN = 10;

/**
 * Keeps the child processes that own every pixel: `size` general ones that take any lane, most urgent first,
 * and one that takes neither ingest nor background work, so that viewing and asking never wait behind it. Children start when they
 * are first needed and are replaced when they die.
 */
export function createWorkerHost(options: WorkerHostOptions): TileWorkers {
  const size = Math.max(1, options.size ?? availableParallelism());
  const waiting: Record<Lane, Task[]> = { query: [], view: [], ingest: [], background: [] };
  const spawn = (background: boolean) => createWorkerChild(options.entry, { background, ...options.limits });
  const seats: Seat[] = [
    { child: spawn(false), lanes: ['query', 'view'], mostThreads: size, slide: undefined },
    ...Array.from({ length: size }, (_, i) => ({
      child: spawn(true),
      lanes: LANES,
      mostThreads: Math.floor(size / (i + 1)),
      slide: undefined,
    })),
  ];
  /** Ingest tasks that went before waiting background work since that last had a turn. */
  let wentBefore = 0;
  let closed = false;

  function assign(): void {
    for (const seat of seats) {
      if (seat.child.busy) continue;
      const lane = nextLane(seat);
      const task = lane && take(seat, lane);
      if (task) start(seat, task);
    }
  }

  function nextLane(seat: Seat): Lane | undefined {
    const waits = (lane: Lane) => waiting[lane].some((task) => fits(task, seat));
    const first = seat.lanes.find(waits);
    if (first !== 'ingest' || !waits('background')) return first;
    wentBefore = (wentBefore + 1) % BACKGROUND_TURN;
    return wentBefore === 0 ? 'background' : 'ingest';
  }

  /**
   * First come, first served, but for whole slides: there a worker stays with its slide, else it takes one that no other
   * has. Neighbouring tiles share decoded pixels, and two workers on one slide decode them twice.
   */
  function take(seat: Seat, lane: Lane): Task | undefined {
    const tasks = waiting[lane].filter((task) => fits(task, seat));
    const own = tasks.find(({ slide }) => slide !== undefined && slide === seat.slide);
    const elsewhere = new Set(seats.map(({ child, slide }) => (child.busy ? slide : undefined)));
    const free = tasks.find(({ slide }) => !elsewhere.has(slide));
    const chosen = lane === 'query' || lane === 'view' ? tasks[0] : (own ?? free ?? tasks[0]);
    if (chosen) waiting[lane].splice(waiting[lane].indexOf(chosen), 1);
    return chosen;
  }

  function start(seat: Seat, task: Task): void {
    const { child } = seat;
    if (task.signal?.aborted) {
      task.reject(cancelled());
      assign();
      return;
    }
    seat.slide = task.slide;
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
        const slide = 'source' in request ? request.source.path : undefined;
        const threads = Math.min(size, ('threads' in request && request.threads) || 1);
        waiting[lane].push({ kind, request, slide, threads, signal, resolve, reject });
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

/** A task with several threads sits where it and its like leave every core one thread. */
function fits({ threads }: Task, { mostThreads }: Seat): boolean {
  return threads <= mostThreads;
}

function cancelled(): TesseraError {
  return new TesseraError('cancelled', 'The task was cancelled before it began.');
}
