import { type MessagePort, Worker } from 'node:worker_threads';
import { type ErrorRecord, fromErrorRecord, TesseraError, toErrorRecord } from '../domain/errors.js';
import type { VectorIndex } from './port.js';

export type IndexThreadOptions = {
  /** The thread's entry file: makes an index and gives it to `serveIndex`. */
  readonly entry: URL;
  readonly workerData?: unknown;
  /** How long `close` waits for graphs to be written, ms. */
  readonly closeTimeoutMs?: number | undefined;
  /** A second death within this time of the first leaves the index closed, ms. */
  readonly restartWindowMs?: number | undefined;
  /** Hears why a thread died. */
  readonly onCrash?: ((error: TesseraError) => void) | undefined;
};

type Method = keyof VectorIndex;
type Call = { readonly id: number; readonly method: Method; readonly args: readonly unknown[] };
type Reply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: ErrorRecord };
type Waiting = { readonly resolve: (value: unknown) => void; readonly reject: (error: TesseraError) => void };

/**
 * A VectorIndex that lives in a worker thread; the caller's thread only passes messages. When the thread dies,
 * waiting calls fail with `unavailable` and a new thread takes over (its index follows the catalog again by
 * itself); when that one dies too, soon after, every call fails with `unavailable`.
 */
export function createIndexThread(options: IndexThreadOptions): VectorIndex {
  const thread = new IndexThread(options);
  return {
    refresh: (spaceId) => thread.call('refresh', [spaceId]),
    search: (spaceId, request) => thread.call('search', [spaceId, request]),
    rescore: (spaceId, queries, groups) => thread.call('rescore', [spaceId, queries, groups]),
    similarities: (spaceId, queries, slides) => thread.call('similarities', [spaceId, queries, slides]),
    windows: (spaceId, request) => thread.call('windows', [spaceId, request]),
    mosaic: (spaceId, request) => thread.call('mosaic', [spaceId, request]),
    status: () => thread.call('status', []),
    verify: (verifyOptions) => thread.call('verify', [verifyOptions]),
    rebuild: (spaceId) => thread.call('rebuild', [spaceId]),
    drop: (spaceId) => thread.call('drop', [spaceId]),
    close: () => thread.close(),
  };
}

/** The thread's side: answers calls that come through the port, many at a time, until `close`. */
export function serveIndex(port: MessagePort, index: VectorIndex): void {
  port.on('message', ({ id, method, args }: Call) => {
    answer(index, method, args).then(
      (value) => port.postMessage({ id, value } satisfies Reply, buffersOf(value)),
      (error: unknown) => port.postMessage({ id, error: toErrorRecord(error) } satisfies Reply),
    );
  });
}

async function answer(index: VectorIndex, method: Method, args: readonly unknown[]): Promise<unknown> {
  const call = index[method] as (...values: readonly unknown[]) => Promise<unknown>;
  return call(...args);
}

/** The memory of typed arrays in an answer: moved to the other thread instead of copied. */
function buffersOf(value: unknown): ArrayBuffer[] {
  if (typeof value !== 'object' || value === null) return [];
  const arrays = Object.values(value).filter((part) => ArrayBuffer.isView(part));
  return [...new Set(arrays.map(({ buffer }) => buffer))].filter((buffer) => buffer instanceof ArrayBuffer);
}

const CLOSE_TIMEOUT_MS = 30_000;
const RESTART_WINDOW_MS = 600_000;

class IndexThread {
  readonly #options: IndexThreadOptions;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #lastId = 0;
  #diedAt = Number.NEGATIVE_INFINITY;
  #closing: Promise<void> | undefined;

  constructor(options: IndexThreadOptions) {
    this.#options = options;
    this.#start();
  }

  call<T>(method: Method, args: readonly unknown[]): Promise<T> {
    const worker = this.#worker;
    if (!worker || this.#closing) return Promise.reject(unavailable('The index is closed'));
    return this.#ask(worker, method, args);
  }

  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  #ask<T>(worker: Worker, method: Method, args: readonly unknown[]): Promise<T> {
    const id = ++this.#lastId;
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      worker.postMessage({ id, method, args } satisfies Call);
    });
  }

  async #end(): Promise<void> {
    const worker = this.#worker;
    if (!worker) return;
    const limit = new Promise<void>((resolve) => {
      setTimeout(resolve, this.#options.closeTimeoutMs ?? CLOSE_TIMEOUT_MS).unref();
    });
    try {
      await Promise.race([this.#ask(worker, 'close', []), limit]);
    } catch (error) {
      // A thread that died meanwhile has nothing left to write.
      if (!(error instanceof TesseraError) || error.tag !== 'unavailable') throw error;
    } finally {
      await worker.terminate();
    }
  }

  #start(): void {
    const worker = new Worker(this.#options.entry, { workerData: this.#options.workerData });
    this.#worker = worker;
    let reason: unknown;
    worker.on('message', (reply: Reply) => this.#settle(reply));
    worker.on('messageerror', (error) => {
      // An answer is lost, and whoever waits for it would wait for ever.
      reason = error;
      void worker.terminate();
    });
    worker.on('error', (error) => {
      reason = error;
    });
    worker.on('exit', (code) => this.#died(reason ?? `exit code ${code}`));
  }

  #settle(reply: Reply): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if ('error' in reply) waiting?.reject(fromErrorRecord(reply.error));
    else waiting?.resolve(reply.value);
  }

  #died(reason: unknown): void {
    this.#worker = undefined;
    const error = unavailable('The index thread ended unexpectedly', reason);
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
    if (this.#closing) return;
    this.#options.onCrash?.(error);
    const now = performance.now();
    const again = now - this.#diedAt < (this.#options.restartWindowMs ?? RESTART_WINDOW_MS);
    this.#diedAt = now;
    if (!again) this.#start();
  }
}

function unavailable(message: string, reason?: unknown): TesseraError {
  const why = reason instanceof Error ? reason.message : reason;
  return new TesseraError('unavailable', message, {
    hint: 'Ask again in a moment.',
    cause: reason,
    details: why === undefined ? undefined : { reason: why },
  });
}
