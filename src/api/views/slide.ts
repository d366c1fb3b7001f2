import type { z } from '@hono/zod-openapi';
import { fileName } from '../../archive/files.js';
import type { IngestedSlide } from '../../archive/ingest.js';
import type { Catalog, SlideRecord, TileLedger } from '../../catalog/port.js';
import type { Case } from '../../domain/cases.js';
import type { IngestReport, ledgerEntry, slide as slideSchema } from '../schemas/slide.js';
import { iso } from './time.js';

type SlideView = z.output<typeof slideSchema>;

/** Slides as the API shows them: no path, no hash, nothing but what a reader may see. */
export async function slideViews(catalog: Catalog, slides: readonly SlideRecord[]): Promise<SlideView[]> {
  const cases = await catalog.cases.getByKeys(slides.map((slide) => slide.caseKey));
  return slides.map((slide) => slideView(slide, cases.get(slide.caseKey) as Case));
}

function slideView(slide: SlideRecord, owner: Case): SlideView {
  return {
    id: slide.id,
    name: slide.name,
    caseId: owner.caseId,
    caseKey: owner.id,
    patientId: owner.patientId,
    noCase: !owner.listed,
    organ: owner.organ ?? null,
    diagnosis: owner.diagnosis ?? null,
    state: slide.state,
    status: slide.status,
    error: slide.error ?? null,
    format: slide.format ?? null,
    width: slide.width ?? null,
    height: slide.height ?? null,
    levels: slide.levels.length,
    mpp: slide.mpp ?? null,
    mppSource: slide.mppSource ?? null,
    stain: slide.stain ?? null,
    scanner: slide.scanner ?? null,
    bytes: slide.bytes,
    createdAt: iso(slide.createdAt),
    expiresAt: slide.expiresAt === undefined ? null : iso(slide.expiresAt),
  };
}

export function ledgerView(entry: TileLedger): z.output<typeof ledgerEntry> {
  return { ...entry, absent: entry.absent ?? null };
}

/** One line of an ingest report. A step that failed before its slide had a record tells its error itself. */
export function ingestedView({ step, slide, known, ledger }: IngestedSlide): IngestReport['slides'][number] {
  const sum = (pick: (entry: TileLedger) => number) =>
    ledger.reduce((total, entry) => total + pick(entry), 0);
  const error = step.error ?? slide?.error;
  return {
    slideId: slide?.id ?? null,
    // Of the file that came: a copy of a known slide has a name of its own.
    name: fileName(step.subject),
    status: step.error ? 'failed' : (slide?.status ?? 'pending'),
    known,
    width: slide?.width ?? null,
    height: slide?.height ?? null,
    levels: slide?.levels.length ?? 0,
    mpp: slide?.mpp ?? null,
    mppSource: slide?.mppSource ?? null,
    spaces: ledger.filter((entry) => entry.indexed > 0).map((entry) => entry.spaceId),
    tiles: {
      indexed: sum((entry) => entry.indexed),
      skipped: sum((entry) => entry.skipped),
      failed: sum((entry) => entry.failed),
      pending: sum((entry) => entry.pending),
    },
    error: error ?? null,
  };
}
