import { createRoute, z } from '@hono/zod-openapi';
import { streamSSE } from 'hono/streaming';
import { type ErrorRecord, TesseraError, toErrorRecord } from '../../domain/errors.js';
import { measureAndKeep, measureRegionsAndKeep, pastRegions, pastRetrievals } from '../../evaluation/keep.js';
import { isInside } from '../access.js';
import type { ApiParts } from '../parts.js';
import { answers, createRouter, jsonBody, problemAnswer } from '../router.js';
import { pageQuery } from '../schemas/common.js';
import {
  pastRegions as pastRegionsSchema,
  pastRetrievals as pastRetrievalsSchema,
  type RegionEvent,
  regionReport,
  regionRequest,
  retrievalReport,
  retrievalRequest,
} from '../schemas/evaluation.js';
import { keptRegionView, regionView, retrievalView } from '../views/evaluation.js';
import { iso } from '../views/time.js';

const tags = ['System'];
/** Squares between two events of progress. */
const TELL_EVERY = 20;

const retrievalRoute = createRoute({
  method: 'post',
  path: '/evaluations/retrieval',
  tags,
  summary: 'How well the archive finds its own: leave one patient out, a query is a case',
  request: { body: jsonBody(retrievalRequest) },
  responses: answers(200, 'Figures with intervals', retrievalReport),
});
const pastRetrievalsRoute = createRoute({
  method: 'get',
  path: '/evaluations/retrieval',
  tags,
  summary: 'Retrieval as it was measured, newest first',
  request: { query: pageQuery },
  responses: answers(200, 'Measurements', pastRetrievalsSchema),
});
const regionsRoute = createRoute({
  method: 'post',
  path: '/evaluations/regions',
  tags,
  summary: 'How well regions find their like: squares with truth ask, other patients answer',
  request: { body: jsonBody(regionRequest) },
  responses: answers(200, 'Figures with intervals', regionReport),
});
const watchRegionsRoute = createRoute({
  method: 'post',
  path: '/evaluations/regions/events',
  tags,
  summary: 'The same, told as it goes: server-sent events with {done, total}, at the end {report} or {error}',
  request: { body: jsonBody(regionRequest) },
  responses: {
    200: { description: 'Events', content: { 'text/event-stream': { schema: z.string() } } },
    default: problemAnswer,
  },
});
const pastRegionsRoute = createRoute({
  method: 'get',
  path: '/evaluations/regions',
  tags,
  summary: 'Regions as they were measured, newest first; without what names patients',
  request: { query: pageQuery },
  responses: answers(200, 'Measurements', pastRegionsSchema),
});

/** Measuring the archive with itself. Labelled pictures are measured without a server (`tessera evaluate tiles`). */
export function evaluationRoutes(parts: ApiParts) {
  const checkFolder = (folder: string, trusted: boolean) => {
    if (trusted || isInside(folder, parts.access.slideFolders)) return;
    throw new TesseraError('forbidden', 'Truth is read only from the configured folders.', {
      hint: 'List the folder in TESSERA_SLIDE_FOLDERS, or use `tessera evaluate regions` on this machine.',
    });
  };
  return createRouter()
    .openapi(retrievalRoute, async (c) => {
      const { space, ...question } = c.req.valid('json');
      return c.json(retrievalView(await measureAndKeep(parts, { ...question, spaceId: space })), 200);
    })
    .openapi(pastRetrievalsRoute, async (c) => {
      const found = await pastRetrievals(parts, c.req.valid('query'));
      const items = found.items.map(({ id, madeAt, scoring, report }) => ({
        id,
        madeAt: iso(madeAt),
        scoring,
        report: retrievalView(report),
      }));
      return c.json({ items, nextCursor: found.nextCursor ?? null }, 200);
    })
    .openapi(regionsRoute, async (c) => {
      const { truth, space } = c.req.valid('json');
      checkFolder(truth, c.get('trusted'));
      return c.json(regionView(await measureRegionsAndKeep(parts, { truth, spaceId: space })), 200);
    })
    .openapi(watchRegionsRoute, async (c) => {
      const { truth, space } = c.req.valid('json');
      checkFolder(truth, c.get('trusted'));
      return streamSSE(c, async (stream) => {
        const tell = (event: RegionEvent) => stream.writeSSE({ data: JSON.stringify(event) });
        const onProgress = (done: number, total: number) => {
          if (done % TELL_EVERY === 0) void tell({ done, total });
        };
        const left = new AbortController();
        stream.onAbort(() => left.abort());
        const question = { truth, spaceId: space, onProgress, signal: left.signal };
        const last = await measureRegionsAndKeep(parts, question).then(
          (report): RegionEvent => ({ report: regionView(report) }),
          (error: unknown): RegionEvent | undefined =>
            left.signal.aborted ? undefined : { error: toSaid(error, parts.log) },
        );
        if (last) await tell(last);
      });
    })
    .openapi(pastRegionsRoute, async (c) => {
      const found = await pastRegions(parts, c.req.valid('query'));
      const items = found.items.map(({ id, madeAt, report }) => ({
        id,
        madeAt: iso(madeAt),
        report: keptRegionView(report),
      }));
      return c.json({ items, nextCursor: found.nextCursor ?? null }, 200);
    });
}

/** An error as an event says it; an unexpected one is logged with its stack and says only that it happened. */
function toSaid(error: unknown, log: (line: string) => void): ErrorRecord {
  if (error instanceof TesseraError) return toErrorRecord(error);
  log(`evaluations/regions: ${error instanceof Error ? error.stack : error}`);
  return {
    tag: 'internal',
    message: 'Something went wrong inside Tessera.',
    hint: 'The log holds the details.',
  };
}
