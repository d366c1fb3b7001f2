import { z } from '@hono/zod-openapi';
import { errorRecord, isoTime } from './common.js';
import { job } from './system.js';

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
    slides: z
      .array(
        z
          .object({
            id: z.string(),
            state: z.enum(['archived', 'visiting']),
            status: z.enum(['pending', 'indexed', 'skipped', 'failed']),
            width: z.number().int().nullable(),
            height: z.number().int().nullable(),
            mpp: z.number().nullable(),
          })
          .openapi('SlideSummary'),
      )
      .openapi({ description: 'The slides of slideIds, in the same order.' }),
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

export const caseIds = z
  .object({ ids: z.array(z.string()), total: z.number().int() })
  .openapi('CaseIds', { description: 'total may be larger than the list, which ends at 20,000.' });

/** As many as `GET /cases/ids` gives. */
export const holdingsRequest = z
  .object({ ids: z.array(z.string()).min(1).max(20_000) })
  .strict()
  .openapi('CaseHoldingsRequest');

export const caseHoldings = z
  .object({
    cases: z.number().int(),
    slides: z.number().int(),
    tiles: z.number().int().openapi({ description: 'Indexed tiles, of every space.' }),
  })
  .openapi('CaseHoldings');

export const caseActionRequest = z
  .object({
    ids: z.array(z.string()).min(1).max(500),
    action: z.enum(['delete', 'retry', 'teaching']),
    teaching: z
      .boolean()
      .nullable()
      .default(true)
      .openapi({ description: 'With the action teaching: what is said; null: nothing.' }),
  })
  .strict()
  .openapi('CaseActionRequest');

export const caseActionAnswer = z
  .object({
    items: z.array(
      z.object({
        id: z.string(),
        success: z.boolean(),
        error: errorRecord.nullable(),
        teachingBefore: z
          .boolean()
          .nullable()
          .openapi({ description: 'With the action teaching: what was said before.' }),
        slides: z
          .number()
          .int()
          .nullable()
          .openapi({ description: 'With the action delete: slides that went with the case.' }),
      }),
    ),
    job: job.nullable().openapi({ description: 'The ingest that retries the slides.' }),
  })
  .openapi('CaseActionAnswer');

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
