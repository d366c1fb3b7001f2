import { createRoute, z } from '@hono/zod-openapi';
import { dropModel } from '../../archive/drop-model.js';
import { fillReport, startEmbed } from '../../archive/embed.js';
import { switchModel } from '../../archive/spaces.js';
import { compareAndKeep, pastComparisons } from '../../evaluation/keep.js';
import type { ApiParts } from '../parts.js';
import { answers, createRouter, jsonBody } from '../router.js';
import { pageQuery } from '../schemas/common.js';
import {
  compareRequest,
  comparison,
  fillRequest,
  fillReport as fillSchema,
  pastComparisons as pastComparisonsSchema,
  switchRequest,
} from '../schemas/spaces.js';
import { job, spaceList } from '../schemas/system.js';
import { jobView } from '../views/job.js';
import { listSpaces } from '../views/space-list.js';
import { comparisonView, fillView } from '../views/spaces.js';
import { iso } from '../views/time.js';

const tags = ['Spaces'];

const listRoute = createRoute({
  method: 'get',
  path: '/spaces',
  tags,
  summary:
    'Embedding spaces of the archive: which serve, which are kept beside them, and how far each is filled',
  responses: answers(200, 'Spaces', spaceList),
});
const fillRoute = createRoute({
  method: 'post',
  path: '/spaces',
  tags,
  summary: 'Fills the spaces of a second model in the background, while the first one serves',
  request: { body: jsonBody(fillRequest) },
  responses: answers(202, 'The job that does it', job),
});
const reportRoute = createRoute({
  method: 'get',
  path: '/spaces/fills/{jobId}',
  tags,
  summary: 'What became of a filling, and which slides failed in it',
  request: { params: z.object({ jobId: z.string() }) },
  responses: answers(200, 'The report', fillSchema),
});
const switchRoute = createRoute({
  method: 'post',
  path: '/spaces/switch',
  tags,
  summary: 'Lets another model serve; refused with the numbers while its spaces are not complete',
  request: { body: jsonBody(switchRequest) },
  responses: answers(200, 'Spaces as they are now', spaceList),
});
const dropRoute = createRoute({
  method: 'delete',
  path: '/spaces/{model}',
  tags,
  summary:
    'Drops all spaces of a model for good: vectors, graphs, calibration. Refused for the model that serves',
  request: {
    params: z.object({
      model: z.string().openapi({ description: 'Id of the model, or of one version: tessera-s-8211e22e' }),
    }),
  },
  responses: answers(202, 'The job that frees the disk', job),
});
const compareRoute = createRoute({
  method: 'post',
  path: '/spaces/compare',
  tags,
  summary: 'Two models on the same archive: leave one patient out in both, with the paired difference',
  request: { body: jsonBody(compareRequest) },
  responses: answers(200, 'Figures of both and their difference', comparison),
});
const pastComparisonsRoute = createRoute({
  method: 'get',
  path: '/spaces/compare',
  tags,
  summary: 'Comparisons of two models as they were made, newest first',
  request: { query: pageQuery },
  responses: answers(200, 'Comparisons', pastComparisonsSchema),
});

/** Several models side by side: fill, switch over, drop, compare. */
export function spaceRoutes(parts: ApiParts) {
  const spaces = async () => ({ items: await listSpaces(parts), nextCursor: null });
  return createRouter()
    .openapi(listRoute, async (c) => c.json(await spaces(), 200))
    .openapi(fillRoute, async (c) => {
      const started = await startEmbed(parts, c.req.valid('json'), c.get('actor'));
      parts.wake();
      return c.json(jobView(started, parts.now()), 202);
    })
    .openapi(reportRoute, async (c) =>
      c.json(fillView(await fillReport(parts, c.req.valid('param').jobId)), 200),
    )
    .openapi(switchRoute, async (c) => {
      await switchModel(parts, c.req.valid('json'), c.get('actor'));
      return c.json(await spaces(), 200);
    })
    .openapi(dropRoute, async (c) => {
      const started = await dropModel(parts, c.req.valid('param').model, c.get('actor'));
      parts.wake();
      return c.json(jobView(started, parts.now()), 202);
    })
    .openapi(compareRoute, async (c) =>
      c.json(comparisonView(await compareAndKeep(parts, c.req.valid('json'))), 200),
    )
    .openapi(pastComparisonsRoute, async (c) => {
      const found = await pastComparisons(parts, c.req.valid('query'));
      const items = found.items.map(({ id, madeAt, scoring, report }) => ({
        id,
        madeAt: iso(madeAt),
        scoring,
        report: comparisonView(report),
      }));
      return c.json({ items, nextCursor: found.nextCursor ?? null }, 200);
    });
}
