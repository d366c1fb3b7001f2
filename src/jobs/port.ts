import type { ErrorRecord } from '../domain/errors.js';
import type { TileAnswer, TileRequest, TileTaskKind } from '../domain/tile-tasks.js';

export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
export type StepState = 'pending' | 'running' | 'done' | 'failed' | 'cancelled';

/** A durable piece of work: a kind, its parameters and its steps. Times are ms since 1970. */
export type Job = {
  readonly id: string;
  readonly kind: string;
  readonly state: JobState;
  readonly params: unknown;
  readonly actor: string;
  readonly createdAt: number;
  readonly startedAt: number | undefined;
  readonly finishedAt: number | undefined;
  readonly error: ErrorRecord | undefined;
  readonly steps: { readonly total: number; readonly done: number; readonly failed: number };
  /** Free counters that the handler keeps (e.g. tiles done and planned). */
  readonly progress: Readonly<Record<string, number>>;
};

export type JobStep = {
  readonly jobId: string;
  readonly seq: number;
  /** What the step is about, e.g. the path of a slide. */
  readonly subject: string;
  readonly state: StepState;
  readonly attempts: number;
  readonly result: unknown;
  readonly error: ErrorRecord | undefined;
};

/** Durable queue: what was enqueued survives `kill -9`, a step is done once or reported failed. */
export interface JobQueue {
  enqueue(job: { kind: string; params: unknown; actor: string; subjects: readonly string[] }): Promise<Job>;
  /** The next step to do of any of the kinds, oldest job first; undefined when there is none. Marks it running. */
  claim(kinds: readonly string[]): Promise<{ job: Job; step: JobStep } | undefined>;
  /** Adds to counters of the job and tells whether it was cancelled meanwhile. */
  progress(jobId: string, counters: Readonly<Record<string, number>>): Promise<{ cancelled: boolean }>;
  finishStep(jobId: string, seq: number, outcome: { result?: unknown; error?: ErrorRecord }): Promise<Job>;
  cancel(jobId: string): Promise<Job>;
  /** Failed and cancelled steps become pending again, and with any of them those of `also` that had ended. */
  retry(jobId: string, also?: readonly number[]): Promise<Job>;
  get(jobId: string): Promise<Job | undefined>;
  list(page: { limit: number; before?: string | undefined }): Promise<Job[]>;
  steps(jobId: string): Promise<JobStep[]>;
  /** After a crash: steps left running by a process that is gone become pending. */
  recover(): Promise<number>;
}

/** How a kind of job is done. There is exactly one handler for each kind. */
export interface JobHandler {
  readonly kind: string;
  /** Work that may take days and that nobody waits for: it never holds up jobs of other kinds. */
  readonly background?: boolean;
  /** A step that begins only when no other step of its job runs (the last step that looks at all others). */
  waitsForOthers(step: JobStep): boolean;
  /** Does one step; what it answers is kept as the step's result. A thrown error fails this step alone. */
  runStep(job: Job, step: JobStep, context: StepContext): Promise<unknown>;
}

export type StepContext = {
  /** Aborts when the job is cancelled or the process ends. */
  readonly signal: AbortSignal;
  /** Adds to the job's counters. */
  count(counters: Readonly<Record<string, number>>): Promise<void>;
};

/**
 * Which lane a task waits in: `view` and `query` never wait behind `ingest`. `background` gets what these leave, and
 * of a machine that ingests without end a small share.
 */
export type Lane = 'view' | 'query' | 'ingest' | 'background';

/** The tile workers: child processes that own every pixel. */
export interface TileWorkers {
  /**
   * Runs one task. Errors of the task come back as TesseraError; a worker that dies answers `worker-crashed`
   * and is replaced, a task over its time limit answers `timeout` and its worker is replaced.
   */
  run<K extends TileTaskKind>(
    kind: K,
    request: TileRequest<K>,
    options: { lane: Lane; signal?: AbortSignal | undefined },
  ): Promise<TileAnswer<K>>;
  /** Workers that serve the ingest lane. */
  readonly size: number;
  close(): Promise<void>;
}
