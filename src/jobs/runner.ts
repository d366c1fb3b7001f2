import { type ErrorRecord, TesseraError, toErrorRecord } from '../domain/errors.js';
import { createPatientWrites } from './patient-writes.js';
import type { Job, JobHandler, JobQueue, JobStep, StepContext } from './port.js';

export type JobRunnerOptions = {
  readonly queue: JobQueue;
  readonly handlers: readonly JobHandler[];
  /** Steps at the same time, one of a background kind beside them. */
  readonly concurrency: number;
  /** Errors that no step can carry (the queue itself fails). */
  readonly onError: (error: unknown) => void;
  /** How long after a failed write the queue is written to again, ms. */
  readonly retryAfterMs?: number | undefined;
};

const RETRY_AFTER_MS = 2000;

export interface JobRunner {
  /** Looks for work now. */
  wake(): void;
  /** Failed and cancelled steps once more, and after them the step that looks at all others. Errors: `not-found`. */
  retry(jobId: string): Promise<Job>;
  /** Why no step can be taken or ended now: a full disk, a folder that may not be written. */
  trouble(): TesseraError | undefined;
  /** Stops taking steps, aborts running ones and waits for them; what they had not finished stays pending. */
  close(): Promise<void>;
}

type Taken = { readonly job: Job; readonly step: JobStep };
type Running = {
  readonly jobId: string;
  readonly line: Line;
  readonly stop: AbortController;
  readonly done: Promise<void>;
};
/** Jobs that keep their order among themselves. `held`: a step that was taken and waits for the others of its job. */
type Line = {
  readonly kinds: readonly string[];
  readonly atOnce: number;
  /** Places beside those that all share: work that comes without end cannot keep this line from going on. */
  readonly own: number;
  held: Taken | undefined;
};

/**
 * Takes steps from the durable queue and runs them, a few at a time. Background kinds stand in a line of their own
 * and leave one place free, so that what someone waits for begins at once; one place beside the others is theirs.
 * Start-up fails for a doubled kind.
 */
export function createJobRunner(options: JobRunnerOptions): JobRunner {
  const { queue, handlers, concurrency, onError, retryAfterMs = RETRY_AFTER_MS } = options;
  const writes = createPatientWrites({ retryAfterMs, onTrouble: onError });
  const byKind = handlersByKind(handlers);
  const lines = linesOf(handlers, concurrency);
  const running = new Map<string, Running>();
  let closed = false;
  let looking: Promise<void> | undefined;
  let again = false;

  async function takeAll(): Promise<void> {
    for (const line of lines) await takeFrom(line);
  }

  async function takeFrom(line: Line): Promise<void> {
    const taken = (one: Line) => [...running.values()].filter((entry) => entry.line === one).length;
    const shared = () => lines.reduce((sum, one) => sum + Math.max(0, taken(one) - one.own), 0);
    const hasPlace = () => taken(line) < line.own || (shared() < concurrency && taken(line) < line.atOnce);
    while (!closed && hasPlace()) {
      const next = line.held ?? (await writes.write(() => queue.claim(line.kinds)));
      line.held = undefined;
      if (!next) return;
      if (mustWait(next)) {
        line.held = next; // Nothing is taken past a step that waits: later jobs keep their order.
        return;
      }
      begin(line, next.job, next.step);
    }
  }

  function mustWait({ job, step }: Taken): boolean {
    const others = [...running.values()].some((entry) => entry.jobId === job.id);
    return others && handler(job.kind).waitsForOthers(step);
  }

  function handler(kind: string): JobHandler {
    return byKind.get(kind) as JobHandler;
  }

  function begin(line: Line, job: Job, step: JobStep): void {
    const stop = new AbortController();
    const id = `${job.id}/${step.seq}`;
    const done = runOne(job, step, stop)
      .catch(complain)
      .finally(() => {
        running.delete(id);
        wake();
      });
    running.set(id, { jobId: job.id, line, stop, done });
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
    await writes.write(() => queue.finishStep(job.id, step.seq, told));
  }

  /** What is given up because all ends was complained of when it began. */
  function complain(error: unknown): void {
    if (!closed) onError(error);
  }

  function wake(): void {
    if (closed) return;
    if (looking) {
      again = true;
      return;
    }
    looking = takeAll()
      .catch(complain)
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
    async retry(jobId) {
      const steps = await queue.steps(jobId);
      const { kind } = (await queue.get(jobId)) as Job;
      const last = steps.filter((step) => handler(kind).waitsForOthers(step));
      const retried = await queue.retry(
        jobId,
        last.map(({ seq }) => seq),
      );
      wake();
      return retried;
    },
    trouble: writes.trouble,
    async close() {
      closed = true;
      writes.close();
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

function linesOf(handlers: readonly JobHandler[], concurrency: number): Line[] {
  const kinds = (background: boolean) =>
    handlers.filter((handler) => (handler.background ?? false) === background).map(({ kind }) => kind);
  return [
    { kinds: kinds(false), atOnce: concurrency, own: 0, held: undefined },
    { kinds: kinds(true), atOnce: Math.max(1, concurrency - 1), own: 1, held: undefined },
  ];
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
