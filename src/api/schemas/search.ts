import { z } from '@hono/zod-openapi';
import { SCORINGS } from '../../search/rank-cases.js';
import { box, filters, isoTime, mpp, point } from './common.js';

const tileId = z.int().positive();

export const searchRequest = z
  .object({
    slideId: z.string().optional().openapi({ description: 'A slide of the archive or a visiting one.' }),
    image: z
      .string()
      .optional()
      .openapi({ description: 'A picture (PNG, JPEG), base64 or a data URL; needs `mpp`.' }),
    mpp: mpp.optional().openapi({
      description: 'µm per pixel of the picture, or of a slide that does not say it.',
    }),
    region: box.optional(),
    regions: z
      .array(box)
      .min(1)
      .max(32)
      .optional()
      .openapi({ description: 'Several regions asked together.' }),
    polygon: z.array(point).optional(),
    text: z
      .string()
      .max(500)
      .optional()
      .openapi({ description: 'Words in diagnosis, report and notes; may go with a picture question.' }),
    k: z.number().int().min(1).max(500).default(10).openapi({ description: 'Cases to answer.' }),
    space: z
      .string()
      .optional()
      .openapi({ description: 'A space by id, or `all`; default: the finest that query and archive share.' }),
    filters: filters.default({}),
    relevant: z.array(tileId).default([]),
    notRelevant: z.array(tileId).default([]),
    includeOwnPatient: z.boolean().default(false),
    view: z.enum(['cases', 'tiles']).default('cases'),
    scoring: z
      .enum(SCORINGS)
      .default('mean')
      .openapi({ description: 'How the best similarities of the query tiles become the score of a case.' }),
  })
  .strict()
  .openapi('SearchRequest');

const region = box
  .extend({ tileId: z.number().int(), similarity: z.number() })
  .openapi('AnswerRegion', { description: 'Window of the query’s physical size; tileId is its best tile.' });

const diagnosis = z
  .object({ text: z.string().nullable(), code: z.string().nullable() })
  .openapi('Diagnosis', { description: 'code: ICD-O-3 morphology' });

const caseHit = z
  .object({
    id: z.string().openapi({ description: 'Tessera’s own, opaque id of the case.' }),
    caseId: z.string(),
    patientId: z.string(),
    noCase: z
      .boolean()
      .openapi({ description: 'True when no case list names the slide: its own case and patient.' }),
    organ: z.string().nullable(),
    stain: z.string().nullable(),
    site: z.string().nullable(),
    date: z.string().nullable(),
    diagnosis,
    score: z.number().openapi({ description: 'Cosine, −1..1; 0 for a case that only words found.' }),
    percentile: z
      .number()
      .nullable()
      .openapi({ description: 'Share of the archive’s own best scores that lie below, per cent.' }),
    matchedTiles: z.number().int(),
    mark: z.enum(['relevant', 'not-relevant']).nullable(),
    fusedRank: z.number().int().optional(),
    ranks: z
      .record(z.string(), z.number().int())
      .optional()
      .openapi({ description: 'Rank per space, or of text and picture, where several were fused.' }),
    report: z.string().nullable(),
    notes: z.string().nullable(),
    slides: z.array(
      z.object({
        slideId: z.string(),
        name: z.string(),
        mpp: z.number().nullable(),
        regions: z.array(region),
      }),
    ),
  })
  .openapi('CaseHit');

const tileHit = z
  .object({
    tileId: z.number().int(),
    queryTile: z.number().int(),
    similarity: z.number(),
    slideId: z.string(),
    name: z.string(),
    caseId: z.string(),
    patientId: z.string(),
    organ: z.string().nullable(),
    diagnosis,
    region: box,
  })
  .openapi('TileHit');

const evidence = z
  .object({
    diagnosis: z.string().nullable(),
    weight: z.number(),
    patients: z.number().int(),
    archivePatients: z.number().int(),
    lift: z.number().nullable(),
    sentence: z.string(),
    sentenceZh: z.string(),
  })
  .openapi('Evidence');

export const searchAnswer = z
  .object({
    id: z.string(),
    createdAt: isoTime,
    expiresAt: isoTime,
    space: z.union([z.string(), z.array(z.string())]).nullable(),
    model: z.object({ id: z.string(), sha256: z.string() }).nullable(),
    query: z.object({
      slideId: z.string().nullable(),
      kind: z.enum(['region', 'polygon', 'slide', 'picture', 'text']),
      tiles: z.number().int(),
      mpp: z.number().nullable(),
      boxes: z.array(box),
      padded: z.boolean(),
      coverage: z.number().nullable().openapi({
        description: 'Mean similarity of a tile to its medoid, when more than 64 tiles were asked.',
      }),
      represents: z.number().int().openapi({ description: 'Tiles that the asked ones stand for.' }),
      text: z.string().nullable(),
      filters,
      k: z.number().int(),
      includeOwnPatient: z.boolean(),
      relevant: z.array(z.number().int()),
      notRelevant: z.array(z.number().int()),
    }),
    cases: z.array(caseHit),
    tiles: z.array(tileHit).optional(),
    evidence: z.array(evidence),
    evidencePatients: z.number().int(),
    evidenceRule: z.object({ en: z.string(), zh: z.string() }),
    entropy: z.number(),
    abstained: z.boolean(),
    reason: z.string().nullable(),
    reasonZh: z.string().nullable(),
    calibration: z
      .object({
        threshold: z.number().nullable(),
        percentile: z.number().nullable(),
        pool: z.enum(['organ', 'pooled']).nullable(),
        size: z.string().nullable(),
      })
      .nullable(),
    sameSiteShare: z
      .number()
      .nullable()
      .openapi({ description: 'Share of the answered cases from the query’s own site.' }),
    searched: z.object({ tiles: z.number().int(), patients: z.number().int(), cases: z.number().int() }),
    rescored: z.object({ cases: z.number().int(), tiles: z.number().int() }),
    ms: z.object({ total: z.number() }).catchall(z.number()),
  })
  .openapi('SearchAnswer');

export type SearchRequest = z.output<typeof searchRequest>;
export type SearchAnswer = z.output<typeof searchAnswer>;

export const searchSummary = z
  .object({
    id: z.string(),
    createdAt: isoTime,
    expiresAt: isoTime,
    kind: z.enum(['region', 'polygon', 'slide', 'picture', 'text']),
    slideId: z.string().nullable(),
    text: z.string().nullable(),
    box: box.nullable().openapi({ description: 'The first box asked.' }),
    organ: z.string().nullable().openapi({ description: 'Of the case whose slide asked.' }),
    diagnosis: z.string().nullable().openapi({ description: 'Of the case whose slide asked.' }),
  })
  .openapi('SearchSummary');

export const similarCases = searchAnswer
  .pick({ cases: true, abstained: true, reason: true, reasonZh: true, searched: true })
  .openapi('SimilarCases');

export const refineRequest = z
  .object({
    filters: filters.optional(),
    k: z.number().int().min(1).max(500).optional(),
    includeOwnPatient: z.boolean().optional(),
    text: z
      .string()
      .max(500)
      .optional()
      .openapi({ description: 'Words that are asked as well; empty: none any more.' }),
  })
  .strict()
  .openapi('RefineRequest', { description: 'What is left out stays as it was asked.' });

export const markRequest = z.object({ relevant: z.boolean() }).strict().openapi('Mark');

export const pairList = z
  .object({
    pairs: z.array(
      z.object({
        queryTile: z.number().int(),
        query: box,
        tileId: z.number().int(),
        slideId: z.string(),
        region: box,
        similarity: z.number(),
      }),
    ),
  })
  .openapi('MatchedPairs');

export const heatMap = z
  .object({
    slideId: z.string(),
    space: z.string(),
    tiles: z.array(
      box.extend({ tileId: z.number().int(), similarity: z.number(), percentile: z.number().nullable() }),
    ),
  })
  .openapi('HeatMap', {
    description:
      'Best similarity over the query tiles for every tile of one slide; percentile on the archive’s own scale.',
  });

export const contrastAnswer = z
  .object({
    a: z.string(),
    b: z.string(),
    patients: z.object({ a: z.number().int(), b: z.number().int() }),
    tiles: z.array(z.object({ queryTile: z.number().int(), box, difference: z.number() })),
    mean: z.number(),
  })
  .openapi('Contrast', {
    description:
      'Per query tile the mean of the 5 best similarities among patients with A minus the same for B.',
  });
