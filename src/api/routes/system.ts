import { createRoute, z } from '@hono/zod-openapi';
import { archiveStatus } from '../../archive/status.js';
import { verifyArchive } from '../../archive/verify.js';
import type { ApiParts } from '../parts.js';
import { answers, createRouter, jsonBody } from '../router.js';
import { health, modelList, spaceList, status, verifyAnswer } from '../schemas/system.js';
import { listSpaces } from '../views/space-list.js';
import { modelView, statusView } from '../views/system.js';

const tags = ['System'];

const healthRoute = createRoute({
  method: 'get',
  path: '/health',
  tags,
  summary: 'The process lives',
  responses: answers(200, 'Alive', health),
});
const readyRoute = createRoute({
  method: 'get',
  path: '/ready',
  tags,
  summary: 'Questions can be answered: catalog and index are open',
  responses: answers(200, 'Ready', health),
});
const statusRoute = createRoute({
  method: 'get',
  path: '/status',
  tags,
  summary: 'What the archive holds and how far it is indexed',
  responses: answers(200, 'Status', status),
});
const modelsRoute = createRoute({
  method: 'get',
  path: '/models',
  tags,
  summary: 'Models on this machine; refused ones with the reason',
  responses: answers(200, 'Models', modelList),
});
const verifyRoute = createRoute({
  method: 'post',
  path: '/verify',
  tags,
  summary: 'Checks the catalog, compares it with the index, and repairs on request',
  request: { body: jsonBody(z.object({ repair: z.boolean().default(false) }).strict()) },
  responses: answers(200, 'What was found', verifyAnswer),
});
const rebuildRoute = createRoute({
  method: 'post',
  path: '/rebuild',
  tags,
  summary: 'Builds the index anew from the catalog',
  request: { body: jsonBody(z.object({ space: z.string().optional() }).strict()) },
  responses: answers(200, 'Spaces as they are now', spaceList),
});
const doctorRoute = createRoute({
  method: 'get',
  path: '/doctor',
  tags,
  summary: 'Checks the machine: Node, OpenSlide, models, disk, index, with what to do',
  responses: answers(
    200,
    'Findings',
    z.object({
      ok: z.boolean(),
      findings: z.array(
        z.object({ check: z.string(), ok: z.boolean(), found: z.string(), advice: z.string().optional() }),
      ),
    }),
  ),
});
/** Health, status, models, spaces and upkeep. */
export function systemRoutes(parts: ApiParts) {
  const alive = { status: 'ok' as const, version: parts.version };
  return createRouter()
    .openapi(healthRoute, (c) => c.json(alive, 200))
    .openapi(readyRoute, async (c) => {
      await parts.index.status();
      return c.json(alive, 200);
    })
    .openapi(statusRoute, async (c) => {
      const found = await archiveStatus(parts);
      return c.json(statusView(found, await listSpaces(parts), parts.now()), 200);
    })
    .openapi(modelsRoute, async (c) => {
      const items = await Promise.all((await parts.models()).map((entry) => modelView(entry, parts)));
      return c.json({ items, nextCursor: null }, 200);
    })
    .openapi(verifyRoute, async (c) => {
      const { repair } = c.req.valid('json');
      const { ok, findings, jobId } = await verifyArchive(parts, { repair, actor: c.get('actor') });
      if (jobId !== undefined) parts.wake();
      return c.json({ ok, findings: [...findings], jobId: jobId ?? null }, 200);
    })
    .openapi(rebuildRoute, async (c) => {
      await parts.index.rebuild(c.req.valid('json').space);
      await parts.catalog.audit.write({ actor: c.get('actor'), action: 'rebuild-index', subject: 'index' });
      return c.json({ items: await listSpaces(parts), nextCursor: null }, 200);
    })
    .openapi(doctorRoute, async (c) => {
      const findings = await parts.doctor();
      return c.json({ ok: findings.every((finding) => finding.ok), findings: [...findings] }, 200);
    });
}
