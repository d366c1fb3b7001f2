import { z } from '@hono/zod-openapi';
import type { ErrorRecord } from '../../domain/errors.js';
import { SCORINGS } from '../../search/rank-cases.js';
import { isoTime, pageOf } from './common.js';

const interval = z.tuple([z.number(), z.number()]);
const figure = z.number().nullable();

const intervals = (over: string) =>
  z.record(z.string(), interval).openapi({ description: `95 % intervals, cluster bootstrap over ${over}` });

export const retrievalRequest = z
  .object({
    label: z.enum(['diagnosis', 'organ']),
    space: z.string().optional(),
    scoring: z.enum(SCORINGS).default('mean'),
    siteBias: z
      .boolean()
      .default(false)
      .openapi({ description: 'Also how much the site of a case decides what is found near it.' }),
  })
  .strict()
  .openapi('RetrievalRequest');

export const siteBias = z
  .object({
    neighbours: z.number().int().openapi({ description: 'Nearest cases looked at per query' }),
    queries: z.number().int(),
    patients: z.number().int(),
    sites: z.number().int(),
    withoutSite: z.number().int().openapi({ description: 'Cases without a site, which are left out' }),
    ownSiteShare: figure.openapi({ description: 'Share of the neighbours from the query’s own site' }),
    expectedShare: figure.openapi({ description: 'The same among all cases of other patients' }),
    robustnessIndex: figure.openapi({
      description:
        'Neighbours of the same class from another site, among those and neighbours of another class from the own site',
    }),
    expectedRobustness: figure.openapi({ description: 'The same among all cases of other patients' }),
    ci95: intervals('patients'),
  })
  .openapi('SiteBias');

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
    p10: figure,
    macroAcc1: figure,
    macroMmv3: figure,
    macroMmv5: figure,
    macroP5: figure,
    macroP10: figure,
    macroF1: figure,
    balancedAccuracy: figure,
    ci95: intervals('patients'),
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
    siteBias: siteBias.nullable().openapi({ description: 'Only where it was asked for' }),
  })
  .openapi('RetrievalReport');
export type RetrievalReport = z.output<typeof retrievalReport>;

export const pastRetrievals = pageOf(
  z
    .object({ id: z.string(), madeAt: isoTime, scoring: z.string(), report: retrievalReport })
    .openapi('PastRetrieval'),
  'PastRetrievals',
);

const pictureFigures = {
  p1: figure,
  p5: figure,
  p10: figure,
  map5: figure,
  mmv5: figure,
  macroP1: figure,
  macroP5: figure,
  macroP10: figure,
  macroMmv5: figure,
  balancedAccuracy: figure.openapi({ description: 'Mean recall of the majority of three' }),
};

export const regionRequest = z
  .object({
    truth: z.string().min(1).openapi({
      description:
        'Folder with <slide stem>.csv: squares with the columns x,y,width,height,label (level-0 px)',
    }),
    space: z.string().optional(),
  })
  .strict()
  .openapi('RegionRequest');

const keptRegionReport = z.object({
  space: z.string(),
  slides: z.number().int(),
  patients: z.number().int(),
  queries: z.number().int(),
  judgedTiles: z
    .number()
    .int()
    .openapi({ description: 'Tiles that squares cover by half or more: only they are judged' }),
  thin: z.number().int().openapi({ description: 'Queries for which fewer than five judged tiles came back' }),
  withoutRelevant: z.number().int(),
  ...pictureFigures,
  ci95: intervals('patients'),
  chance: z
    .object(pictureFigures)
    .openapi({ description: 'The same figures for neighbours in random order' }),
  perLabel: z.array(
    z
      .object({
        label: z.string(),
        patients: z.number().int(),
        n: z.number().int(),
        p1: figure,
        p5: figure,
        p10: figure,
        mmv5: figure,
        recall: figure,
        precision: figure,
        ci95: z.object({ p1: interval.optional() }),
      })
      .openapi('LabelReport'),
  ),
});

export const regionReport = keptRegionReport
  .extend({
    otherFiles: z
      .array(z.string())
      .openapi({ description: 'CSV files of the folder that belong to no slide of the archive' }),
    perPatient: z.array(
      z.object({
        patient: z.string(),
        slides: z.array(z.string()).openapi({ description: 'File names of the slides that asked' }),
        n: z.number().int(),
        p1: z.number(),
        p5: z.number(),
        labels: z.record(z.string(), z.number().int()),
      }),
    ),
  })
  .openapi('RegionReport');
export type RegionReport = z.output<typeof regionReport>;

/** One event of a measurement that tells how far it is. */
export type RegionEvent =
  | { readonly done: number; readonly total: number }
  | { readonly report: RegionReport }
  | { readonly error: ErrorRecord };

export const pastRegions = pageOf(
  z.object({ id: z.string(), madeAt: isoTime, report: keptRegionReport }).openapi('PastRegions'),
  'PastRegionReports',
);
