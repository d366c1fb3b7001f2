import { createRoute, z } from '@hono/zod-openapi';
import { fileName } from '../../archive/files.js';
import { deepZoomPicture, regionPicture, thumbnail, tissueThumbnail } from '../../archive/pictures.js';
import { removeSlide } from '../../archive/remove.js';
import { archiveVisitor, resolveSlide } from '../../archive/resolve-slide.js';
import { retrySlide } from '../../archive/retry-slide.js';
import type { SlideRecord } from '../../catalog/port.js';
import { deepZoomDescriptor } from '../../domain/deepzoom.js';
import { TesseraError } from '../../domain/errors.js';
import { parseFilters } from '../../domain/filters.js';
import { isInside } from '../access.js';
import type { ApiParts } from '../parts.js';
import { jpegAnswer, pictureAnswers } from '../pictures.js';
import { answers, createRouter, jsonBody, noContent, problemAnswer } from '../router.js';
import { filterQuery, numberText, pageQuery } from '../schemas/common.js';
import { retryRequest, slide, slideLedger, slidePage, visitRequest } from '../schemas/slide.js';
import { job } from '../schemas/system.js';
import { jobView } from '../views/job.js';
import { ledgerView, slideViews } from '../views/slide.js';

const params = z.object({ slideId: z.string() });
const tags = ['Slides'];

const listRoute = createRoute({
  method: 'get',
  path: '/slides',
  tags,
  summary: 'Slides, newest first',
  request: {
    query: pageQuery.extend(filterQuery.shape).extend({
      state: z.enum(['archived', 'visiting']).optional(),
      status: z.enum(['pending', 'indexed', 'skipped', 'failed']).optional(),
    }),
  },
  responses: answers(200, 'A page of slides', slidePage),
});
const findRoute = createRoute({
  method: 'get',
  path: '/slides/find',
  tags,
  summary: 'Finds a slide by id, file name or unique stem',
  request: { query: z.object({ reference: z.string().min(1) }) },
  responses: answers(200, 'The slide', slide),
});
const getRoute = createRoute({
  method: 'get',
  path: '/slides/{slideId}',
  tags,
  summary: 'One slide',
  request: { params },
  responses: answers(200, 'The slide', slide),
});
const ledgerRoute = createRoute({
  method: 'get',
  path: '/slides/{slideId}/ledger',
  tags,
  summary: 'What became of every tile, per space, with the reasons',
  request: { params },
  responses: answers(200, 'The ledger', slideLedger),
});
const visitRoute = createRoute({
  method: 'post',
  path: '/slides/visits',
  tags,
  summary: 'Finds a slide by id, name or stem, or opens a file as a visiting slide',
  request: { body: jsonBody(visitRequest) },
  responses: answers(200, 'The slide', slide),
});
const archiveRoute = createRoute({
  method: 'post',
  path: '/slides/{slideId}/archive',
  tags,
  summary: 'Archives a visiting slide: its tiles will answer',
  request: { params },
  responses: answers(202, 'The job that indexes it', job),
});
const retryRoute = createRoute({
  method: 'post',
  path: '/slides/{slideId}/retry',
  tags,
  summary: 'Ingests a slide again that was skipped or failed, with the µm/px that was missing',
  request: { params, body: jsonBody(retryRequest) },
  responses: answers(202, 'The job that does it', job),
});
const deleteRoute = createRoute({
  method: 'delete',
  path: '/slides/{slideId}',
  tags,
  summary: 'Removes a slide from catalog, index and pictures, at once and for good',
  request: { params },
  responses: noContent,
});
const descriptorRoute = createRoute({
  method: 'get',
  path: '/slides/{slideId}/slide.dzi',
  tags: ['Pictures'],
  summary: 'Deep Zoom descriptor',
  request: { params },
  responses: {
    200: { description: 'DZI', content: { 'application/xml': { schema: z.string() } } },
    default: problemAnswer,
  },
});
const tileRoute = createRoute({
  method: 'get',
  path: '/slides/{slideId}/slide_files/{level}/{tile}',
  tags: ['Pictures'],
  summary: 'Deep Zoom tile, {column}_{row}.jpeg',
  request: {
    params: params.extend({
      level: numberText({ type: 'integer', minimum: 0, maximum: 40 }),
      tile: z.string().regex(/^\d{1,7}_\d{1,7}\.jpe?g$/, 'must be {column}_{row}.jpeg'),
    }),
  },
  responses: pictureAnswers,
});
const thumbnailRoute = createRoute({
  method: 'get',
  path: '/slides/{slideId}/thumbnail',
  tags: ['Pictures'],
  summary: 'The whole slide, small; or a square of its tissue, so that many slides show at one scale',
  request: {
    params,
    query: z.object({
      side: z.enum(['128', '256', '512', '1024']).default('256'),
      um: numberText({ type: 'integer', minimum: 100, maximum: 100_000 })
        .optional()
        .openapi({ description: 'Width of the square, µm; the whole slide where its scale is unknown.' }),
    }),
  },
  responses: pictureAnswers,
});
const regionRoute = createRoute({
  method: 'get',
  path: '/slides/{slideId}/region',
  tags: ['Pictures'],
  summary: 'A region in level-0 pixels as a picture',
  request: {
    params,
    query: z.object({
      x: numberText({ type: 'number' }),
      y: numberText({ type: 'number' }),
      width: numberText({ type: 'number' }),
      height: numberText({ type: 'number' }),
      widthPx: numberText({ type: 'integer', minimum: 1, maximum: 4096 })
        .prefault('512')
        .openapi({ type: 'integer', minimum: 1, maximum: 4096, default: 512 }),
    }),
  },
  responses: pictureAnswers,
});

/** Slides: list, find, open as visitor, archive, delete, and every picture of them. */
export function slideRoutes(parts: ApiParts) {
  const { catalog } = parts;
  const view = async (record: SlideRecord) => (await slideViews(catalog, [record]))[0]!;
  return createRouter()
    .openapi(listRoute, async (c) => {
      const { limit, cursor, state, status, filter } = c.req.valid('query');
      const found = await catalog.slides.list({
        filters: parseFilters(filter),
        limit,
        cursor,
        state,
        status,
      });
      return c.json(
        { items: await slideViews(catalog, found.items), nextCursor: found.nextCursor ?? null },
        200,
      );
    })
    .openapi(findRoute, async (c) => {
      const { reference } = c.req.valid('query');
      return c.json(
        await view(await resolveSlide(parts, reference, { mayOpen: () => false, actor: c.get('actor') })),
        200,
      );
    })
    .openapi(getRoute, async (c) =>
      c.json(await view(await slideOf(parts, c.req.valid('param').slideId)), 200),
    )
    .openapi(ledgerRoute, async (c) => {
      const record = await slideOf(parts, c.req.valid('param').slideId);
      const spaces = (await catalog.tiles.ledger(record.key)).map(ledgerView);
      return c.json({ slideId: record.id, spaces }, 200);
    })
    .openapi(visitRoute, async (c) => {
      const { reference, mpp } = c.req.valid('json');
      const mayOpen = (path: string) => c.get('trusted') || isInside(path, parts.access.slideFolders);
      return c.json(
        await view(await resolveSlide(parts, reference, { mpp, mayOpen, actor: c.get('actor') })),
        200,
      );
    })
    .openapi(archiveRoute, async (c) => {
      const started = await archiveVisitor(parts, c.req.valid('param').slideId, c.get('actor'));
      parts.wake();
      return c.json(jobView(started, parts.now()), 202);
    })
    .openapi(retryRoute, async (c) => {
      const { slideId } = c.req.valid('param');
      const started = await retrySlide(parts, slideId, c.req.valid('json').mpp, c.get('actor'));
      parts.wake();
      return c.json(jobView(started, parts.now()), 202);
    })
    .openapi(deleteRoute, async (c) => {
      await removeSlide(parts, c.req.valid('param').slideId, c.get('actor'));
      return c.body(null, 204);
    })
    .openapi(descriptorRoute, async (c) => {
      const { width, height, name } = await slideOf(parts, c.req.valid('param').slideId);
      if (!width || !height) throw new TesseraError('not-found', `“${fileName(name)}” could not be read.`);
      return c.body(deepZoomDescriptor({ width, height }), 200, { 'content-type': 'application/xml' });
    })
    .openapi(tileRoute, async (c) => {
      const { slideId, level, tile } = c.req.valid('param');
      const record = await slideOf(parts, slideId);
      const [column, row] = tile.split(/[_.]/).map(Number) as [number, number];
      return jpegAnswer(c, record, () =>
        deepZoomPicture(parts, record, { level, column, row }, c.req.raw.signal),
      );
    })
    .openapi(thumbnailRoute, async (c) => {
      const record = await slideOf(parts, c.req.valid('param').slideId);
      const { side, um } = c.req.valid('query');
      return jpegAnswer(c, record, () =>
        um === undefined
          ? thumbnail(parts, record, Number(side))
          : tissueThumbnail(parts, record, Number(side), um),
      );
    })
    .openapi(regionRoute, async (c) => {
      const record = await slideOf(parts, c.req.valid('param').slideId);
      const { widthPx, ...box } = c.req.valid('query');
      return jpegAnswer(c, record, () => regionPicture(parts, record, box, widthPx));
    });
}

async function slideOf({ catalog }: ApiParts, id: string): Promise<SlideRecord> {
  const record = await catalog.slides.get(id);
  if (!record) throw new TesseraError('not-found', `There is no slide “${id}”.`);
  return record;
}
