import { createRoute, z } from '@hono/zod-openapi';
import { importCases } from '../../archive/import-cases.js';
import { removeCase } from '../../archive/remove.js';
import { TesseraError } from '../../domain/errors.js';
import { parseFilters } from '../../domain/filters.js';
import { readBody } from '../body.js';
import type { ApiParts } from '../parts.js';
import { answers, createRouter } from '../router.js';
import { casePage, caseRecord, facets, type ImportReport, importReport } from '../schemas/case.js';
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
  summary: 'Cases, newest first',
  request: {
    query: pageQuery.extend(filterQuery.shape).extend({
      text: z
        .string()
        .max(500)
        .optional()
        .openapi({ description: 'Words in diagnosis, report, notes or case id.' }),
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
      const { limit, cursor, text, filter } = c.req.valid('query');
      const found = await catalog.cases.list({ filters: parseFilters(filter), text, limit, cursor });
      return c.json({ items: found.items.map(caseView), nextCursor: found.nextCursor ?? null }, 200);
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
      const slides = await catalog.slides.ofCase(found.key);
      return c.json(caseView({ ...found, slideIds: slides.map((slide) => slide.id) }), 200);
    })
    .openapi(deleteRoute, async (c) => {
      return c.json(await removeCase(parts, c.req.valid('param').caseId, c.get('actor')), 200);
    });
}
