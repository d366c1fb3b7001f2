import { z } from '@hono/zod-openapi';
import { isoTime } from './common.js';

const text = z.string().nullable();

export const caseRecord = z
  .object({
    id: z.string().openapi({ description: 'Tessera’s own, opaque id.' }),
    caseId: z.string(),
    patientId: z.string(),
    noCase: z.boolean(),
    specimen: text,
    organ: text,
    diagnosis: z.object({ text, code: text }),
    ageBand: text,
    sex: text,
    site: text,
    date: text,
    report: text,
    notes: text,
    teaching: z.boolean().nullable(),
    extra: z.record(z.string(), z.string()),
    slideIds: z.array(z.string()),
    createdAt: isoTime,
    updatedAt: isoTime,
  })
  .openapi('Case');

export const casePage = z
  .object({
    items: z.array(caseRecord),
    nextCursor: z.string().nullable(),
    total: z.number().int().openapi({ description: 'Cases under these filters and words, on all pages.' }),
  })
  .openapi('CasePage');

export const patientCases = z
  .object({ items: z.array(caseRecord), nextCursor: z.null() })
  .openapi('PatientCases');

export const importReport = z
  .object({
    rows: z.number().int(),
    created: z.number().int(),
    updated: z.number().int(),
    unchanged: z.number().int(),
    claimedSlides: z.number().int(),
    mppChanged: z.array(z.string()).openapi({
      description:
        'Slides whose µm/px in this list differs from the one they were ingested with: ingest them again.',
    }),
    unknownNames: z
      .array(z.string())
      .openapi({ description: 'Columns that Tessera does not know, kept as extra fields.' }),
  })
  .openapi('ImportReport');
export type ImportReport = z.output<typeof importReport>;

export const facets = z
  .object({
    facets: z.array(
      z.object({
        key: z.string(),
        values: z.array(z.object({ value: z.string(), cases: z.number().int() })),
      }),
    ),
  })
  .openapi('Facets');
