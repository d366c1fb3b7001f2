import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { type ErrorRecord, fromErrorRecord, TesseraError } from '../domain/errors.js';
import type { TileTaskKind } from '../domain/tile-tasks.js';

export type ChildLimits = {
  /** Pixels of a picture that has to be held in memory whole. */
  readonly maxPicturePixels: number;
  /** A task that takes longer ends its worker, ms. Hashing and overviews of 3 GB slides take tens of seconds. */
  readonly taskTimeoutMs?: number;
  /** A worker whose resident memory grows beyond this is ended, bytes (checked on Linux). */
  readonly memoryBytes?: number;
  /** Further words of the worker's command line. */
  readonly words?: readonly string[];
  /** Hears of bugs inside a worker, with their stack. */
  readonly log?: (line: string) => void;
};

/** One tile worker: runs one task at a time in a child process that starts on demand and is replaced when it dies. */
export interface WorkerChild {
  readonly busy: boolean;
  run(kind: TileTaskKind, request: unknown): Promise<unknown>;
  close(): Promise<void>;
}

type Message =
  | { readonly log: string }
  | { readonly id: number; readonly answer?: unknown; readonly error?: ErrorRecord };
type Pending = { resolve: (value: unknown) => void; reject: (error: Error) => void; stop: () => void };

const DEFAULT_LIMITS = { taskTimeoutMs: 10 * 60_000, memoryBytes: 6 * 2 ** 30 };
const CHECK_EVERY_MS = 500;
const CLOSE_WITHIN_MS = 3_000;

export function createWorkerChild(entry: URL, options: ChildLimits & { background: boolean }): WorkerChild {
  const limits = { ...DEFAULT_LIMITS, ...options };
  let child: ChildProcess | undefined;
  let pending: Pending | undefined;
  let serial = 0;

  function settle(finish: (task: Pending) => void): void {
    const task = pending;
    pending = undefined;
    task?.stop();
    if (task) finish(task);
  }

  function start(): ChildProcess {
    const started = fork(entry, [String(limits.maxPicturePixels), ...(limits.words ?? [])], {
      serialization: 'advanced',
      // Native decoders write harmless warnings to stderr by the dozen; what matters comes as a message.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    started.on('message', (message: Message) => {
      if ('log' in message) return options.log?.(message.log);
      if (message.id !== serial) return;
      settle((task) =>
        message.error ? task.reject(fromErrorRecord(message.error)) : task.resolve(message.answer),
      );
    });
    started.on('exit', (code, signal) => {
      // One that was ended before has been replaced: what runs now is none of its business.
      if (child !== started) return;
      child = undefined;
      settle((task) => task.reject(crashed(code, signal)));
    });
    if (options.background && started.pid) lowerPriority(started.pid);
    return started;
  }

  /** Ends the child; the task it ran is answered with `error`. */
  function end(error: TesseraError): void {
    const ended = child;
    child = undefined;
    ended?.kill('SIGKILL');
    settle((task) => task.reject(error));
  }

  function watch(): () => void {
    const deadline = Date.now() + limits.taskTimeoutMs;
    const timer = setInterval(() => {
      if (Date.now() > deadline) end(overTime(limits.taskTimeoutMs));
      else if (child?.pid && residentBytes(child.pid) > limits.memoryBytes)
        end(overMemory(limits.memoryBytes));
    }, CHECK_EVERY_MS);
    timer.unref();
    return () => clearInterval(timer);
  }

  return {
    get busy() {
      return pending !== undefined;
    },
    run(kind, request) {
      child ??= start();
      const to = child;
      serial += 1;
      const id = serial;
      return new Promise((resolve, reject) => {
        pending = { resolve, reject, stop: watch() };
        to.send({ id, kind, request }, (error) => {
          if (error && id === serial) settle((task) => task.reject(crashed(null, null)));
        });
      });
    },
    async close() {
      const closing = child;
      if (!closing || closing.exitCode !== null) return;
      const gone = new Promise<void>((resolve) => closing.once('exit', () => resolve()));
      const timer = setTimeout(() => closing.kill('SIGKILL'), CLOSE_WITHIN_MS);
      if (closing.connected) closing.disconnect();
      await gone;
      clearTimeout(timer);
    },
  };
}

/** Ingest shares the cores with a viewer that must feel instant. */
function lowerPriority(pid: number): void {
  try {
    setPriority(pid, 5);
  } catch {
    // A system that does not let us be nice is no reason to stop.
  }
}

function residentBytes(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096;
  } catch {
    return 0; // Not Linux, or just gone: the time limit still holds.
  }
}

function crashed(code: number | null, signal: NodeJS.Signals | null): TesseraError {
  return new TesseraError(
    'worker-crashed',
    'The process that decodes slides ended in the middle of its work.',
    {
      hint: 'A decoder crashed on this file. Check the file with its vendor’s viewer, or export it again.',
      details: { code, signal },
    },
  );
}

function overTime(limitMs: number): TesseraError {
  return new TesseraError(
    'timeout',
    `Decoding took longer than ${Math.round(limitMs / 1000)} s and was stopped.`,
  );
}

function overMemory(limit: number): TesseraError {
  return new TesseraError(
    'too-large',
    `The work needed more than ${Math.round(limit / 2 ** 20)} MB in one process and was stopped.`,
    { hint: 'A large encoder needs about twice the size of its file: raise TESSERA_WORKER_MEMORY_BYTES.' },
  );
}
