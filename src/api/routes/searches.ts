import { createRoute, z } from '@hono/zod-openapi';
import { TesseraError } from '../../domain/errors.js';
import { parseFilters } from '../../domain/filters.js';
import { answerNow, ask } from '../../search/ask.js';
import { contrast } from '../../search/contrast.js';
import { heatMap } from '../../search/heat-map.js';
import { listAsked } from '../../search/list-asked.js';
import { markTile } from '../../search/marks.js';
import { matchedPairs } from '../../search/pairs.js';
import type { Question } from '../../search/question.js';
import { refine } from '../../search/refine.js';
import { openSearch } from '../../search/stored.js';
import type { ApiParts } from '../parts.js';
import { decodePicture, pictureType } from '../picture-body.js';
import { answers, createRouter, jsonBody, noContent, problemAnswer } from '../router.js';
import { numberText, pageOf, pageQuery } from '../schemas/common.js';
import {
  contrastAnswer,
  heatMap as heatMapSchema,
  markRequest,
  pairList,
  refineRequest,
  type SearchRequest,
  searchAnswer,
  searchRequest,
  searchSummary,
  similarCases,
} from '../schemas/search.js';
import { iso } from '../views/time.js';

const tags = ['Searches'];
const params = z.object({ searchId: z.string() });
const markParams = params.extend({ tileId: numberText({ type: 'integer', minimum: 1 }) });

const askRoute = createRoute({
  method: 'post',
  path: '/searches',
  tags,
  summary: 'Asks the archive with a region, polygon, whole slide, picture or words',
  request: { body: jsonBody(searchRequest) },
  responses: answers(200, 'Similar cases, with the evidence behind them', searchAnswer),
});
const listRoute = createRoute({
  method: 'get',
  path: '/searches',
  tags,
  summary: 'Questions asked, newest first',
  request: { query: pageQuery },
  responses: answers(200, 'A page of questions', pageOf(searchSummary, 'SearchPage')),
});
const getRoute = createRoute({
  method: 'get',
  path: '/searches/{searchId}',
  tags,
  summary: 'Opens a stored question with its answer',
  request: { params },
  responses: answers(200, 'The answer', searchAnswer),
});
const deleteRoute = createRoute({
  method: 'delete',
  path: '/searches/{searchId}',
  tags,
  summary: 'Forgets a question and its answer',
  request: { params },
  responses: noContent,
});
const markRoute = createRoute({
  method: 'put',
  path: '/searches/{searchId}/marks/{tileId}',
  tags,
  summary: 'Marks a tile relevant or not, and answers anew under the same id',
  request: { params: markParams, body: jsonBody(markRequest) },
  responses: answers(200, 'The answer with the mark', searchAnswer),
});
const unmarkRoute = createRoute({
  method: 'delete',
  path: '/searches/{searchId}/marks/{tileId}',
  tags,
  summary: 'Takes a mark back, and answers anew under the same id',
  request: { params: markParams },
  responses: answers(200, 'The answer without the mark', searchAnswer),
});
const refineRoute = createRoute({
  method: 'post',
  path: '/searches/{searchId}/refinements',
  tags,
  summary: 'Asks a stored question again among other cases, under an id of its own',
  request: { params, body: jsonBody(refineRequest) },
  responses: answers(200, 'The new answer', searchAnswer),
});
const similarRoute = createRoute({
  method: 'get',
  path: '/slides/{slideId}/similar',
  tags,
  summary: 'Cases like a whole slide, as the archive stands now; nothing is kept and no question is listed',
  request: {
    params: z.object({ slideId: z.string() }),
    query: z.object({
      k: numberText({ type: 'integer', minimum: 1, maximum: 50 })
        .prefault('6')
        .openapi({ type: 'integer', minimum: 1, maximum: 50, default: 6 }),
    }),
  },
  responses: answers(200, 'Similar cases, or that there are none', similarCases),
});
const pairsRoute = createRoute({
  method: 'get',
  path: '/searches/{searchId}/pairs',
  tags,
  summary: 'For each query tile its best tile in one case',
  request: {
    params,
    query: z.object({
      case: z.string().openapi({ description: 'Tessera’s id of the case, or the hospital’s' }),
    }),
  },
  responses: answers(200, 'Pairs', pairList),
});
const heatMapRoute = createRoute({
  method: 'get',
  path: '/searches/{searchId}/heatmaps/{slideId}',
  tags,
  summary: 'How similar each tile of one slide is to the question',
  request: { params: params.extend({ slideId: z.string() }) },
  responses: answers(200, 'The map', heatMapSchema),
});
const contrastRoute = createRoute({
  method: 'get',
  path: '/searches/{searchId}/contrast',
  tags,
  summary: 'Which tissue of the question speaks for diagnosis a and which for b',
  request: { params, query: z.object({ a: z.string().min(1), b: z.string().min(1) }) },
  responses: answers(200, 'Per query tile', contrastAnswer),
});
const pictureRoute = createRoute({
  method: 'get',
  path: '/searches/{searchId}/picture',
  tags,
  summary: 'The picture that asked',
  request: { params },
  responses: {
    200: {
      description: 'PNG or JPEG',
      content: { 'image/*': { schema: z.string().openapi({ format: 'binary' }) } },
    },
    default: problemAnswer,
  },
});

/** Searches: ask, open again, mark, and look closer. */
export function searchRoutes(parts: ApiParts) {
  return createRouter()
    .openapi(askRoute, async (c) => {
      return c.json(await ask(parts, toQuestion(c.req.valid('json')), c.get('actor')), 200);
    })
    .openapi(listRoute, async (c) => {
      const found = await listAsked(parts, c.req.valid('query'));
      const items = found.items.map(({ createdAt, expiresAt, ...asked }) => ({
        ...asked,
        createdAt: iso(createdAt),
        expiresAt: iso(expiresAt),
      }));
      return c.json({ items, nextCursor: found.nextCursor ?? null }, 200);
    })
    .openapi(getRoute, async (c) =>
      c.json((await openSearch(parts, c.req.valid('param').searchId)).answer, 200),
    )
    .openapi(deleteRoute, async (c) => {
      const { searchId } = c.req.valid('param');
      if (!(await parts.catalog.searches.remove(searchId)))
        throw new TesseraError('not-found', 'There is no such search.');
      return c.body(null, 204);
    })
    .openapi(markRoute, async (c) => {
      const { searchId, tileId } = c.req.valid('param');
      return c.json(
        await markTile(parts, searchId, tileId, c.req.valid('json').relevant, c.get('actor')),
        200,
      );
    })
    .openapi(unmarkRoute, async (c) => {
      const { searchId, tileId } = c.req.valid('param');
      return c.json(await markTile(parts, searchId, tileId, undefined, c.get('actor')), 200);
    })
    .openapi(refineRoute, async (c) => {
      const { filters, ...change } = c.req.valid('json');
      const refinement = { ...change, filters: filters && parseFilters(filterWords(filters)) };
      const { searchId } = c.req.valid('param');
      return c.json(await refine(parts, searchId, refinement, c.get('actor')), 200);
    })
    .openapi(similarRoute, async (c) => {
      const { slideId } = c.req.valid('param');
      const question = toQuestion(searchRequest.parse({ slideId, k: c.req.valid('query').k }));
      const { cases, abstained, reason, reasonZh, searched } = (await answerNow(parts, question)).answer;
      return c.json({ cases, abstained, reason, reasonZh, searched }, 200);
    })
    .openapi(pairsRoute, async (c) => {
      const { searchId } = c.req.valid('param');
      return c.json({ pairs: await matchedPairs(parts, searchId, c.req.valid('query').case) }, 200);
    })
    .openapi(heatMapRoute, async (c) => {
      const { searchId, slideId } = c.req.valid('param');
      const { tiles, ...map } = await heatMap(parts, searchId, slideId);
      return c.json({ ...map, tiles: [...tiles] }, 200);
    })
    .openapi(contrastRoute, async (c) => {
      const { a, b } = c.req.valid('query');
      const { tiles, ...found } = await contrast(parts, c.req.valid('param').searchId, a, b);
      return c.json({ ...found, tiles: [...tiles] }, 200);
    })
    .openapi(pictureRoute, async (c) => {
      const { question } = await openSearch(parts, c.req.valid('param').searchId);
      if (!question.picture)
        throw new TesseraError('not-found', 'This question was not asked with a picture.');
      const { bytes } = question.picture;
      return c.body(bytes as Uint8Array<ArrayBuffer>, 200, {
        'content-type': pictureType(bytes),
        'cache-control': 'private, max-age=3600',
      });
    });
}

function toQuestion(request: SearchRequest): Question {
  const { image, mpp, region, regions, polygon, filters, ...rest } = request;
  if (region && regions) {
    throw new TesseraError('invalid-input', 'A question has `region` or `regions`, not both.');
  }
  return {
    ...rest,
    slideMpp: image === undefined ? mpp : undefined,
    picture: image === undefined ? undefined : { bytes: decodePicture(image), mpp: pictureScale(mpp) },
    regions: region ? [region] : regions,
    polygon,
    filters: parseFilters(filterWords(filters)),
  };
}

function pictureScale(mpp: number | undefined): number {
  if (mpp !== undefined) return mpp;
  throw new TesseraError('missing-mpp', 'A picture does not say how many µm one pixel is.', {
    hint: 'Give mpp (on the command line --mpp), e.g. 0.25 for a picture taken at 40×.',
  });
}

function filterWords(filters: Readonly<Record<string, readonly string[]>>): string[] {
  return Object.entries(filters).flatMap(([key, values]) => values.map((value) => `${key}=${value}`));
}
