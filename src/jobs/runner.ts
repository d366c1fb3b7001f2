import { type ErrorRecord, TesseraError, toErrorRecord } from '../domain/errors.js';
import type { Job, JobHandler, JobQueue, JobStep, StepContext } from './port.js';

export type JobRunnerOptions = {
  readonly queue: JobQueue;
  readonly handlers: readonly JobHandler[];
  /** Steps at the same time. */
  readonly concurrency: number;
  /** Errors that no step can carry (the queue itself fails). */
  readonly onError: (error: unknown) => void;
};

export interface JobRunner {
  /** Looks for work now. */
  wake(): void;
  /** Stops taking steps, aborts running ones and waits for them; what they had not finished stays pending. */
  close(): Promise<void>;
}

/** Takes steps from the durable queue and runs them, a few at a time. Start-up fails for a doubled kind. */
export function createJobRunner({ queue, handlers, concurrency, onError }: JobRunnerOptions): JobRunner {
  const byKind = handlersByKind(handlers);
  const running = new Map<string, { jobId: string; stop: AbortController; done: Promise<void> }>();
  let held: { job: Job; step: JobStep } | undefined;
  let closed = false;
  let looking: Promise<void> | undefined;
  let again = false;

  async function takeAll(): Promise<void> {
    while (!closed && running.size < concurrency) {
      const next = held ?? (await queue.claim([...byKind.keys()]));
      held = undefined;
      if (!next) return;
      if (mustWait(next)) {
        held = next; // Nothing is taken past a step that waits: later jobs keep their order.
        return;
      }
      begin(next.job, next.step);
    }
  }

  function mustWait({ job, step }: { job: Job; step: JobStep }): boolean {
    const others = [...running.values()].some((entry) => entry.jobId === job.id);
    return others && handler(job.kind).waitsForOthers(step);
  }

  function handler(kind: string): JobHandler {
    return byKind.get(kind) as JobHandler;
  }

  function begin(job: Job, step: JobStep): void {
    const stop = new AbortController();
    const id = `${job.id}/${step.seq}`;
    const done = runOne(job, step, stop)
      .catch(onError)
      .finally(() => {
        running.delete(id);
        wake();
      });
    running.set(id, { jobId: job.id, stop, done });
  }

  async function runOne(job: Job, step: JobStep, stop: AbortController): Promise<void> {
    const context: StepContext = {
      signal: stop.signal,
      count: async (counters) => {
        const { cancelled } = await queue.progress(job.id, counters);
        if (cancelled) stop.abort(new TesseraError('cancelled', 'The job was cancelled.'));
      },
    };
    const outcome = await attempt(() => handler(job.kind).runStep(job, step, context));
    // A bug: the step says only that something went wrong, the log says what.
    if (outcome.error?.tag === 'internal') onError(outcome.thrown);
    if (closed && outcome.error) return; // Interrupted by shutdown: stays running and is recovered at the next start.
    const { thrown: _, ...told } = outcome;
    await queue.finishStep(job.id, step.seq, told);
  }

  function wake(): void {
    if (closed) return;
    if (looking) {
      again = true;
      return;
    }
    looking = takeAll()
      .catch(onError)
      .finally(() => {
        looking = undefined;
        if (again) {
          again = false;
          wake();
        }
      });
  }

  return {
    wake,
    async close() {
      closed = true;
      for (const { stop } of running.values()) {
        stop.abort(new TesseraError('unavailable', 'The server is shutting down.'));
      }
      await looking;
      await Promise.all([...running.values()].map((entry) => entry.done));
    },
  };
}

function handlersByKind(handlers: readonly JobHandler[]): Map<string, JobHandler> {
  const byKind = new Map(handlers.map((handler) => [handler.kind, handler]));
  if (byKind.size !== handlers.length) {
    throw new TesseraError('internal', 'Two handlers claim the same kind of job.');
  }
  return byKind;
}

async function attempt(
  work: () => Promise<unknown>,
): Promise<{ result?: unknown; error?: ErrorRecord; thrown?: unknown }> {
  try {
    return { result: await work() };
  } catch (error) {
    return { error: toErrorRecord(error), thrown: error };
  }
}
