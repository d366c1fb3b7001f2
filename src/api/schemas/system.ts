import { z } from '@hono/zod-openapi';
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
  })
  .openapi('Model');

export const modelList = z.object({ items: z.array(model), nextCursor: z.null() }).openapi('ModelList');

export const verifyAnswer = z
  .object({
    ok: z.boolean(),
    findings: z.array(z.object({ spaceId: z.string(), problem: z.string(), repaired: z.boolean() })),
  })
  .openapi('VerifyAnswer');

export const health = z.object({ status: z.literal('ok'), version: z.string() }).openapi('Health');

const interval = z.tuple([z.number(), z.number()]);
const figure = z.number().nullable();

/** Figures are null where nothing could be counted. */
export const retrievalReport = z
  .object({
    label: z.string(),
    space: z.string(),
    queries: z.number().int(),
    patients: z.number().int(),
    acc1: figure,
    acc3: figure,
    acc5: figure,
    mmv1: figure,
    mmv3: figure,
    mmv5: figure,
    map5: figure,
    p5: figure,
    macroAcc1: figure,
    macroMmv3: figure,
    macroMmv5: figure,
    macroP5: figure,
    macroF1: figure,
    balancedAccuracy: figure,
    ci95: z
      .record(z.string(), interval)
      .openapi({ description: '95 % intervals, cluster bootstrap over patients' }),
    chance: z
      .record(z.string(), figure)
      .openapi({ description: 'The same figures for neighbours in random order' }),
    perClass: z.array(
      z
        .object({
          label: z.string(),
          patients: z.number().int(),
          queries: z.number().int(),
          leftOut: z.boolean(),
          recall: figure,
          precision: figure,
          f1: figure,
          acc1: figure,
          mmv3: figure,
          mmv5: figure,
        })
        .openapi('ClassReport'),
    ),
    leftOut: z.object({ classes: z.number().int(), queries: z.number().int() }),
    indexSeconds: z.number(),
    bytesPerSlide: z.number(),
  })
  .openapi('RetrievalReport');

export const pastRetrievals = pageOf(
  z
    .object({ id: z.string(), madeAt: isoTime, scoring: z.string(), report: retrievalReport })
    .openapi('PastRetrieval'),
  'PastRetrievals',
);
