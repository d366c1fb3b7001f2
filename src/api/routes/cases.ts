import { createRoute, z } from '@hono/zod-openapi';
import { type ActedOn, actOnCases } from '../../archive/case-actions.js';
import { removeCase } from '../../archive/remove.js';
import { CASE_SORTS, type CaseSummary } from '../../catalog/port.js';
import type { Case } from '../../domain/cases.js';
import { TesseraError } from '../../domain/errors.js';
import { parseFilters } from '../../domain/filters.js';
import { readBody } from '../body.js';
import type { ApiParts } from '../parts.js';
import { answers, createRouter, jsonBody } from '../router.js';
import {
  caseActionAnswer,
  caseActionRequest,
  caseHoldings,
  caseIds,
  casePage,
  caseRecord,
  facets,
  holdingsRequest,
  type ImportReport,
  importReport,
  patientCases,
} from '../schemas/case.js';
import { filterQuery, numberText, pageQuery, statusQuery } from '../schemas/common.js';
import { caseView } from '../views/case.js';
import { jobView } from '../views/job.js';

const tags = ['Cases'];
const params = z.object({ caseId: z.string().openapi({ description: 'Tessera’s own id of the case.' }) });
/** A case list of 100,000 rows with reports is about 100 MB. */
const MAX_LIST_BYTES = 256 * 2 ** 20;
/** What one selects by hand is less, what a program does has filters. */
const MAX_IDS = 20_000;

/** What cases are asked for with: filters, words, and what became of their slides. */
const caseQuery = filterQuery.extend({
  text: z
    .string()
    .max(500)
    .optional()
    .openapi({ description: 'Words in diagnosis, report, notes or case id.' }),
  status: statusQuery,
});

const listRoute = createRoute({
  method: 'get',
  path: '/cases',
  tags,
  summary: 'Cases, newest first or in the order asked for',
  request: {
    query: pageQuery.extend(caseQuery.shape).extend({
      sort: z.enum(CASE_SORTS).default('newest'),
      offset: numberText({
        type: 'integer',
        minimum: 0,
        description:
          'Place of the list where the page begins: instead of a cursor, to jump into a long list.',
      }).optional(),
    }),
  },
  responses: answers(200, 'A page of cases', casePage),
});
const facetsRoute = createRoute({
  method: 'get',
  path: '/cases/facets',
  tags,
  summary: 'How many cases each value of each field would leave, under everything asked but the field itself',
  request: { query: caseQuery },
  responses: answers(200, 'Counts', facets),
});
const idsRoute = createRoute({
  method: 'get',
  path: '/cases/ids',
  tags,
  summary: 'The ids of all cases that a question has: what "select all" means',
  request: { query: caseQuery },
  responses: answers(200, 'Ids', caseIds),
});
const holdingsRoute = createRoute({
  method: 'post',
  path: '/cases/holdings',
  tags,
  summary: 'How many slides and tiles cases hold: what deleting them takes away',
  request: { body: jsonBody(holdingsRequest) },
  responses: answers(200, 'Counts', caseHoldings),
});
const actionsRoute = createRoute({
  method: 'post',
  path: '/cases/actions',
  tags,
  summary: 'Does one thing to many cases: delete, retry failed and skipped slides, mark for teaching',
  description: 'Answers case by case; what cannot be done to one stops no other.',
  request: { body: jsonBody(caseActionRequest) },
  responses: answers(200, 'What became of each', caseActionAnswer),
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
      const { limit, cursor, offset, filter, sort, ...words } = c.req.valid('query');
      if (cursor !== undefined && offset !== undefined) {
        throw new TesseraError('invalid-input', 'A page begins at a cursor or at an offset, not at both.');
      }
      const asked = { ...words, filters: parseFilters(filter) };
      const [found, total] = await Promise.all([
        catalog.cases.list({ ...asked, sort, limit, cursor, offset }),
        catalog.cases.total(asked),
      ]);
      return c.json({ items: found.items.map(caseView), nextCursor: found.nextCursor ?? null, total }, 200);
    })
    .openapi(facetsRoute, async (c) => {
      const { filter, ...words } = c.req.valid('query');
      const counted = await catalog.cases.facets({ ...words, filters: parseFilters(filter) });
      return c.json({ facets: counted.map(({ key, values }) => ({ key, values: [...values] })) }, 200);
    })
    .openapi(idsRoute, async (c) => {
      const { filter, ...words } = c.req.valid('query');
      const asked = { ...words, filters: parseFilters(filter) };
      const [ids, total] = await Promise.all([catalog.cases.ids(asked, MAX_IDS), catalog.cases.total(asked)]);
      return c.json({ ids, total }, 200);
    })
    .openapi(holdingsRoute, async (c) => c.json(await catalog.cases.holdings(c.req.valid('json').ids), 200))
    .openapi(actionsRoute, async (c) => {
      const { ids, action, teaching } = c.req.valid('json');
      const wanted = action === 'teaching' ? { kind: action, teaching } : { kind: action };
      const { items, job } = await actOnCases(parts, ids, wanted, c.get('actor'));
      if (job) parts.wake();
      return c.json({ items: items.map(actedView), job: job ? jobView(job, parts.now()) : null }, 200);
    })
    .openapi(importRoute, async (c) => {
      // Read as bytes: the parser finds out the encoding, and its faults name lines.
      const content = await readBody(c.req.raw, MAX_LIST_BYTES);
      const kind = c.req.header('content-type')?.includes('json') ? 'json' : 'csv';
      const report = await parts.caseLists.import({ content, kind }, c.get('actor'));
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
  return { ...item, slides: await catalog.slides.ofCase(item.key) };
}

function actedView({ id, success, error, teachingBefore, slides }: ActedOn) {
  return {
    id,
    success,
    error: error ?? null,
    teachingBefore: teachingBefore ?? null,
    slides: slides ?? null,
  };
}
