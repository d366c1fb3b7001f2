import { createRoute, z } from '@hono/zod-openapi';
import { importCases } from '../../archive/import-cases.js';
import { removeCase } from '../../archive/remove.js';
import { CASE_SORTS, type CaseSummary } from '../../catalog/port.js';
import type { Case } from '../../domain/cases.js';
import { TesseraError } from '../../domain/errors.js';
import { parseFilters } from '../../domain/filters.js';
import { readBody } from '../body.js';
import type { ApiParts } from '../parts.js';
import { answers, createRouter } from '../router.js';
import {
  casePage,
  caseRecord,
  facets,
  type ImportReport,
  importReport,
  patientCases,
} from '../schemas/case.js';
import { filterQuery, pageQuery } from '../schemas/common.js';
import { caseView } from '../views/case.js';

const tags = ['Cases'];
const params = z.object({ caseId: z.string().openapi({ description: 'Tessera’s own id of the case.' }) });
/** A case list of 100,000 rows with reports is about 100 MB. */
const MAX_LIST_BYTES = 256 * 2 ** 20;

const listRoute = createRoute({
  method: 'get',
  path: '/cases',
  tags,
  summary: 'Cases, newest first or in the order asked for',
  request: {
    query: pageQuery.extend(filterQuery.shape).extend({
      text: z
        .string()
        .max(500)
        .optional()
        .openapi({ description: 'Words in diagnosis, report, notes or case id.' }),
      sort: z.enum(CASE_SORTS).default('newest'),
    }),
  },
  responses: answers(200, 'A page of cases', casePage),
});
const facetsRoute = createRoute({
  method: 'get',
  path: '/cases/facets',
  tags,
  summary: 'How many cases each value of each field has, under the filters',
  request: { query: filterQuery },
  responses: answers(200, 'Counts', facets),
});
const importRoute = createRoute({
  method: 'post',
  path: '/cases/import',
  tags,
  summary: 'Takes a case list, CSV or JSON, whole or not at all',
  description:
    'Only case_id is required. Rows with the same case_id are one case; a second import updates. ' +
    'A JSON list (array of objects) comes with content type application/json.',
  request: {
    body: {
      required: true,
      content: { 'text/csv': { schema: z.string() } },
    },
  },
  responses: answers(200, 'What changed', importReport),
});
const getRoute = createRoute({
  method: 'get',
  path: '/cases/{caseId}',
  tags,
  summary: 'One case',
  request: { params },
  responses: answers(200, 'The case', caseRecord),
});
const patientRoute = createRoute({
  method: 'get',
  path: '/cases/{caseId}/patient',
  tags,
  summary: 'All cases of the same patient, by date: screening, biopsy, resection, follow-up',
  request: { params },
  responses: answers(200, 'The cases', patientCases),
});
const deleteRoute = createRoute({
  method: 'delete',
  path: '/cases/{caseId}',
  tags,
  summary: 'Removes a case and its slides from catalog, index and pictures, at once and for good',
  request: {
    params: z.object({ caseId: z.string().openapi({ description: 'Tessera’s id or the hospital’s.' }) }),
  },
  responses: answers(200, 'What went', z.object({ slides: z.number().int() })),
});

/** Cases: list, count, import, delete. */
export function caseRoutes(parts: ApiParts) {
  const { catalog } = parts;
  return createRouter()
    .openapi(listRoute, async (c) => {
      const { limit, cursor, text, filter, sort } = c.req.valid('query');
      const filters = parseFilters(filter);
      const [found, total] = await Promise.all([
        catalog.cases.list({ filters, text, sort, limit, cursor }),
        catalog.cases.total({ filters, text }),
      ]);
      return c.json({ items: found.items.map(caseView), nextCursor: found.nextCursor ?? null, total }, 200);
    })
    .openapi(facetsRoute, async (c) => {
      const counted = await catalog.cases.facets(parseFilters(c.req.valid('query').filter));
      return c.json({ facets: counted.map(({ key, values }) => ({ key, values: [...values] })) }, 200);
    })
    .openapi(importRoute, async (c) => {
      // Read as bytes: the parser finds out the encoding, and its faults name lines.
      const content = await readBody(c.req.raw, MAX_LIST_BYTES);
      const kind = c.req.header('content-type')?.includes('json') ? 'json' : 'csv';
      const report = await importCases(parts, { content, kind }, c.get('actor'));
      const answer: ImportReport = {
        ...report,
        mppChanged: [...report.mppChanged],
        unknownNames: [...report.unknownNames],
      };
      return c.json(answer, 200);
    })
    .openapi(getRoute, async (c) => {
      const { caseId } = c.req.valid('param');
      const found = await catalog.cases.get(caseId);
      if (!found) throw new TesseraError('not-found', `There is no case “${caseId}”.`);
      return c.json(caseView(await withSlides(parts, found)), 200);
    })
    .openapi(patientRoute, async (c) => {
      const { caseId } = c.req.valid('param');
      const found = await catalog.cases.get(caseId);
      if (!found) throw new TesseraError('not-found', `There is no case “${caseId}”.`);
      const own = await catalog.cases.ofPatient(found.patientId);
      const items = await Promise.all(own.sort(byDate).map((item) => withSlides(parts, item)));
      return c.json({ items: items.map(caseView), nextCursor: null }, 200);
    })
    .openapi(deleteRoute, async (c) => {
      return c.json(await removeCase(parts, c.req.valid('param').caseId, c.get('actor')), 200);
    });
}

function byDate(a: Case, b: Case): number {
  return (a.date ?? '').localeCompare(b.date ?? '') || a.key - b.key;
}

async function withSlides({ catalog }: ApiParts, item: Case): Promise<CaseSummary> {
  return { ...item, slideIds: (await catalog.slides.ofCase(item.key)).map((slide) => slide.id) };
}
