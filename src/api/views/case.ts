import type { z } from '@hono/zod-openapi';
import type { CaseSummary } from '../../catalog/port.js';
import type { caseRecord } from '../schemas/case.js';
import { iso } from './time.js';

export function caseView(item: CaseSummary): z.output<typeof caseRecord> {
  return {
    id: item.id,
    caseId: item.caseId,
    patientId: item.patientId,
    noCase: !item.listed,
    specimen: item.specimen ?? null,
    organ: item.organ ?? null,
    diagnosis: { text: item.diagnosis ?? null, code: item.icdo3 ?? null },
    ageBand: item.ageBand ?? null,
    sex: item.sex ?? null,
    site: item.site ?? null,
    date: item.date ?? null,
    report: item.report ?? null,
    notes: item.notes ?? null,
    teaching: item.teaching ?? null,
    extra: item.extra,
    slideIds: item.slides.map(({ id }) => id),
    slides: item.slides.map(({ id, state, status, width, height, mpp }) => ({
      id,
      state,
      status,
      width: width ?? null,
      height: height ?? null,
      mpp: mpp ?? null,
    })),
    createdAt: iso(item.createdAt),
    updatedAt: iso(item.updatedAt),
  };
}
