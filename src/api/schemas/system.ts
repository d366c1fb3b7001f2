import { z } from '@hono/zod-openapi';
import { EXECUTION_PROVIDERS } from '../../domain/models.js';
import { errorRecord, isoTime, pageOf } from './common.js';

export const job = z
  .object({
    id: z.string(),
    kind: z.string(),
    state: z.enum(['queued', 'running', 'done', 'failed', 'cancelled']),
    steps: z.object({ total: z.number().int(), done: z.number().int(), failed: z.number().int() }),
    progress: z.object({
      tilesPlanned: z.number().int(),
      tilesDone: z.number().int(),
      tilesPerSecond: z.number().nullable(),
      secondsLeft: z.number().nullable(),
    }),
    actor: z.string(),
    createdAt: isoTime,
    startedAt: isoTime.nullable(),
    finishedAt: isoTime.nullable(),
    error: errorRecord.nullable(),
    trouble: errorRecord.optional().openapi({
      description: 'Why it does not go on now (a full disk …); it does by itself once that is mended.',
    }),
  })
  .openapi('Job');
export type Job = z.output<typeof job>;

export const jobPage = pageOf(job, 'JobPage');

export const space = z
  .object({
    id: z.string(),
    modelId: z.string(),
    modelSha256: z.string(),
    mpp: z.number(),
    tilePx: z.number().int(),
    dim: z.number().int(),
    tiles: z.number().int(),
    slides: z.number().int(),
    serving: z.boolean().openapi({ description: 'Questions are asked here unless they name a space' }),
    kept: z.boolean().openapi({ description: 'Every slide that comes in enters it' }),
    modelState: z.enum(['present', 'changed', 'missing']).openapi({
      description: 'Whether the very model is on this machine; changed: with other weights',
    }),
    coverage: z
      .object({ slides: z.number().int(), done: z.number().int(), complete: z.boolean() })
      .openapi({ description: 'Archived slides that are fine enough for it, and those that are done in it' }),
    index: z
      .object({
        rows: z.number().int(),
        graphRows: z.number().int(),
        generation: z.number().int(),
        state: z.enum(['ready', 'building']),
        bytes: z.number().int(),
      })
      .nullable(),
    calibration: z.object({ patients: z.number().int(), madeAt: isoTime }).nullable(),
  })
  .openapi('Space');

export const spaceList = z.object({ items: z.array(space), nextCursor: z.null() }).openapi('SpaceList');

export const status = z
  .object({
    cases: z.number().int(),
    slides: z.object({
      total: z.number().int(),
      archived: z.number().int(),
      visiting: z.number().int(),
      indexed: z.number().int(),
      skipped: z.number().int(),
      failed: z.number().int(),
      pending: z.number().int(),
    }),
    tiles: z.number().int(),
    spaces: z.array(space),
    jobs: z.array(job),
  })
  .openapi('Status');

export const model = z
  .object({
    id: z.string(),
    usable: z.boolean(),
    refused: z.string().nullable(),
    default: z.boolean(),
    name: z.string().nullable(),
    kind: z.string().nullable(),
    sha256: z.string().nullable(),
    scales: z.array(z.object({ mpp: z.number(), tilePx: z.number().int() })),
    dim: z.number().int().nullable(),
    pooling: z.string().nullable(),
    licence: z.string().nullable(),
    trainingData: z.string().nullable(),
    limits: z.array(z.string()),
    preset: z.string().nullable().openapi({ description: 'The preset that its constants come from' }),
    source: z.string().nullable().openapi({ description: 'Where its weights are to be had' }),
    providers: z
      .array(z.enum(EXECUTION_PROVIDERS))
      .openapi({ description: 'What runs encoders here, in order of preference' }),
    threads: z
      .object({
        perWorker: z.number().int(),
        workers: z.number().int(),
        from: z.enum(['setting', 'measured', 'default']),
      })
      .nullable()
      .openapi({ description: 'How it is run; null for a refused model' }),
  })
  .openapi('Model');

export const modelList = z.object({ items: z.array(model), nextCursor: z.null() }).openapi('ModelList');

export const verifyAnswer = z
  .object({
    ok: z.boolean(),
    findings: z.array(z.object({ spaceId: z.string(), problem: z.string(), repaired: z.boolean() })),
    jobId: z
      .string()
      .nullable()
      .openapi({ description: 'The ingest that computes lost vectors again; null where none were lost' }),
  })
  .openapi('VerifyAnswer');

export const health = z.object({ status: z.literal('ok'), version: z.string() }).openapi('Health');
