import { z } from '@hono/zod-openapi';
import { errorRecord, isoTime, mpp, pageOf } from './common.js';

const tileCounts = z
  .object({
    indexed: z.number().int(),
    skipped: z.number().int(),
    failed: z.number().int(),
    pending: z.number().int(),
  })
  .openapi('TileCounts');

export const slide = z
  .object({
    id: z.string(),
    name: z.string().openapi({ description: 'Base name of the file.' }),
    caseId: z.string(),
    caseKey: z.string().openapi({ description: 'Tessera’s own, opaque id of the case.' }),
    patientId: z.string(),
    noCase: z.boolean(),
    organ: z.string().nullable(),
    diagnosis: z.string().nullable(),
    state: z.enum(['archived', 'visiting']),
    status: z.enum(['pending', 'indexed', 'skipped', 'failed']),
    error: errorRecord.nullable(),
    format: z.string().nullable(),
    width: z.number().int().nullable(),
    height: z.number().int().nullable(),
    levels: z.number().int(),
    mpp: z.number().nullable(),
    mppSource: z.enum(['vendor', 'tiff', 'dicom', 'ome', 'user']).nullable(),
    stain: z.string().nullable(),
    scanner: z.string().nullable(),
    bytes: z.number().int(),
    createdAt: isoTime,
    expiresAt: isoTime.nullable().openapi({ description: 'When a visiting slide goes.' }),
  })
  .openapi('Slide');

export const slidePage = pageOf(slide, 'SlidePage');

export const ledgerEntry = z
  .object({
    spaceId: z.string(),
    planned: z.number().int(),
    indexed: z.number().int(),
    skipped: z.number().int(),
    failed: z.number().int(),
    pending: z.number().int(),
    reasons: z.record(z.string(), z.number().int()),
    absent: z.string().nullable().openapi({ description: 'Why the slide does not enter this space at all.' }),
  })
  .openapi('LedgerEntry');

export const slideLedger = z
  .object({ slideId: z.string(), spaces: z.array(ledgerEntry) })
  .openapi('SlideLedger');

export const ingestRequest = z
  .object({
    paths: z
      .array(z.string().min(1))
      .min(1)
      .openapi({ description: 'Files or folders on the server’s disk.' }),
    mpp: mpp.optional(),
    model: z.string().optional(),
    changed: z.enum(['refuse', 'reingest']).default('refuse'),
  })
  .strict()
  .openapi('IngestRequest');

export const ingestReport = z
  .object({
    jobId: z.string(),
    slides: z.array(
      z.object({
        slideId: z.string().nullable(),
        name: z.string(),
        status: z.enum(['pending', 'indexed', 'skipped', 'failed']),
        known: z.boolean(),
        width: z.number().int().nullable(),
        height: z.number().int().nullable(),
        levels: z.number().int(),
        mpp: z.number().nullable(),
        mppSource: z.string().nullable(),
        spaces: z.array(z.string()),
        tiles: tileCounts,
        error: errorRecord.nullable(),
      }),
    ),
    otherFiles: z.array(z.string()),
  })
  .openapi('IngestReport');
export type IngestReport = z.output<typeof ingestReport>;

export const visitRequest = z
  .object({
    reference: z.string().min(1).openapi({
      description: 'Id, file name, unique stem, or a whole path (own machine, allowed folders).',
    }),
    mpp: mpp.optional(),
  })
  .strict()
  .openapi('VisitRequest');

export const retryRequest = z.object({ mpp: mpp.optional() }).strict().openapi('RetryRequest');
