import { z } from '@hono/zod-openapi';
import { errorRecord, isoTime, pageOf } from './common.js';

/** A model on this machine, by its id. */
const model = z.string().min(1).openapi({ description: 'Id of a model', example: 'tessera-s' });

export const fillRequest = z
  .object({
    model,
    switchOver: z
      .boolean()
      .default(false)
      .openapi({ description: 'Let the model serve as soon as its spaces are complete and calibrated' }),
    slides: z
      .array(z.string())
      .min(1)
      .optional()
      .openapi({ description: 'Ids of the slides that are done; without it all that are missing' }),
  })
  .strict()
  .openapi('FillRequest');

export const switchRequest = z
  .object({
    model,
    force: z.boolean().default(false).openapi({ description: 'Also when slides or calibration are missing' }),
  })
  .strict()
  .openapi('SwitchRequest');

export const fillReport = z
  .object({
    jobId: z.string(),
    model: z.string(),
    outcome: z
      .object({
        serves: z.boolean(),
        missing: z.string().nullable().openapi({ description: 'What is missing, with its numbers' }),
      })
      .nullable()
      .openapi({ description: 'null until the last step has ended' }),
    error: errorRecord.nullable().openapi({ description: 'Why the last step failed' }),
    failed: z.array(z.object({ slideId: z.string(), name: z.string().nullable(), error: errorRecord })),
  })
  .openapi('FillReport');

const difference = z
  .object({ value: z.number().nullable(), ci95: z.tuple([z.number(), z.number()]).nullable() })
  .openapi('FigureWithInterval');
const figures = z.record(z.string(), difference);

export const compareRequest = z
  .object({
    first: model,
    second: model,
    label: z.enum(['diagnosis', 'organ']),
    scoring: z.enum(['mean', 'median', 'csls']).default('mean'),
    mpp: z.number().positive().optional().openapi({
      description:
        'µm/px at which both are asked; default: the finest of those at which both have most slides',
    }),
  })
  .strict()
  .openapi('CompareRequest');

export const comparison = z
  .object({
    label: z.string(),
    slides: z.number().int().openapi({ description: 'Slides that both spaces hold: they ask and answer' }),
    queries: z.number().int(),
    patients: z.number().int(),
    first: z.object({ space: z.string(), figures }),
    second: z.object({ space: z.string(), figures }),
    difference: figures.openapi({
      description: 'Second minus first, paired by case; 95 % intervals by cluster bootstrap over patients',
    }),
    chance: z.record(z.string(), z.number().nullable()),
  })
  .openapi('ModelComparison');

export const pastComparisons = pageOf(
  z
    .object({ id: z.string(), madeAt: isoTime, scoring: z.string(), report: comparison })
    .openapi('PastComparison'),
  'PastComparisons',
);
