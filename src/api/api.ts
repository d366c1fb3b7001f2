import { bodyLimit } from 'hono/body-limit';
import { tooLarge } from './body.js';
import { docsPage } from './docs.js';
import { guard } from './guard.js';
import { methodsAt, nothingThere, wrongMethod } from './missing.js';
import { page, pageRoutes } from './pages.js';
import type { ApiParts } from './parts.js';
import { toProblem } from './problem.js';
import { createRouter } from './router.js';
import { caseRoutes } from './routes/cases.js';
import { collectionRoutes } from './routes/collections.js';
import { evaluationRoutes } from './routes/evaluations.js';
import { jobRoutes } from './routes/jobs.js';
import { modelRoutes } from './routes/models.js';
import { searchRoutes } from './routes/searches.js';
import { slideRoutes } from './routes/slides.js';
import { spaceRoutes } from './routes/spaces.js';
import { systemRoutes } from './routes/system.js';
import { uploadRoutes } from './routes/uploads.js';

export const API_BASE = '/api/v1';
/** JSON bodies; the largest is a picture in base64. Uploads and case lists count their own. */
const MAX_JSON_BYTES = 64 * 2 ** 20;
const STREAMED = [`${API_BASE}/uploads`, `${API_BASE}/cases/import`];

/** The HTTP face of Tessera. Every error is a problem document; nothing is served but what the routes name. */
export function createApi(parts: ApiParts) {
  const app = createRouter();
  app.onError((error, c) => toProblem(error, c, parts.log));
  app.notFound((c) => {
    if (asksForPage(c.req.path, c.req.header('accept'))) return page(c, parts.pagesFolder, 404);
    const methods = methodsAt(app, c.req.path);
    return methods.length === 0 || methods.includes(c.req.method) ? nothingThere(c) : wrongMethod(c, methods);
  });
  app.use(guard(parts.access));
  const limit = bodyLimit({
    maxSize: MAX_JSON_BYTES,
    onError: () => {
      throw tooLarge(MAX_JSON_BYTES);
    },
  });
  app.use(async (c, next) =>
    STREAMED.some((path) => c.req.path.startsWith(path)) ? next() : limit(c, next),
  );
  const routes = apiRoutes(parts);
  app.route(API_BASE, routes);
  app.doc31(`${API_BASE}/openapi.json`, openApiFacts(parts.version));
  app.get('/docs', (c) => c.html(docsPage(app.getOpenAPI31Document(openApiFacts(parts.version)))));
  app.route('/', pageRoutes(parts.pagesFolder));
  return app;
}

/** A person's browser that went astray is shown the way back; programs get a problem document. */
function asksForPage(path: string, accept: string | undefined): boolean {
  return !path.startsWith('/api/') && (accept ?? '').includes('text/html');
}

/** All routes under /api/v1; its type is what typed clients (terminal, page) are made from. */
export function apiRoutes(parts: ApiParts) {
  return createRouter()
    .route('/', caseRoutes(parts))
    .route('/', slideRoutes(parts))
    .route('/', jobRoutes(parts))
    .route('/', uploadRoutes(parts))
    .route('/', searchRoutes(parts))
    .route('/', collectionRoutes(parts))
    .route('/', evaluationRoutes(parts))
    .route('/', modelRoutes(parts))
    .route('/', spaceRoutes(parts))
    .route('/', systemRoutes(parts));
}
export type ApiRoutes = ReturnType<typeof apiRoutes>;

export function openApiFacts(version: string) {
  return {
    openapi: '3.1.0' as const,
    info: {
      title: 'Tessera',
      version,
      description:
        'Search by image for pathology slides. For Research Use Only. Not for use in diagnostic procedures.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
  };
}
