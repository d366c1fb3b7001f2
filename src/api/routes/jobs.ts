import { createRoute, z } from '@hono/zod-openapi';
import { streamSSE } from 'hono/streaming';
import { fileName } from '../../archive/files.js';
import { type FindSlides, ingestReport, startIngest } from '../../archive/ingest.js';
import { TesseraError, toErrorRecord } from '../../domain/errors.js';
import type { Job } from '../../jobs/port.js';
import { isInside } from '../access.js';
import type { ApiParts } from '../parts.js';
import { answers, createRouter, jsonBody, problemAnswer } from '../router.js';
import { pageQuery } from '../schemas/common.js';
import { ingestRequest, ingestReport as reportSchema } from '../schemas/slide.js';
import { job, jobPage } from '../schemas/system.js';
import { jobView } from '../views/job.js';
import { ingestedView } from '../views/slide.js';

const tags = ['Jobs'];
const params = z.object({ jobId: z.string() });
/** How often progress is looked at for those who watch, ms. */
const WATCH_EVERY_MS = 250;

const ingestRoute = createRoute({
  method: 'post',
  path: '/ingests',
  tags,
  summary: 'Brings files and folders that lie on the server’s disk into the archive',
  request: { body: jsonBody(ingestRequest) },
  responses: answers(202, 'The job that does it', job),
});
const reportRoute = createRoute({
  method: 'get',
  path: '/ingests/{jobId}',
  tags,
  summary: 'What an ingest did to each slide, with the reasons',
  request: { params },
  responses: answers(200, 'The report', reportSchema),
});
const listRoute = createRoute({
  method: 'get',
  path: '/jobs',
  tags,
  summary: 'Jobs, newest first',
  request: { query: pageQuery },
  responses: answers(200, 'A page of jobs', jobPage),
});
const getRoute = createRoute({
  method: 'get',
  path: '/jobs/{jobId}',
  tags,
  summary: 'One job with its progress',
  request: { params },
  responses: answers(200, 'The job', job),
});
const eventsRoute = createRoute({
  method: 'get',
  path: '/jobs/{jobId}/events',
  tags,
  summary: 'Progress as server-sent events: an event `job` with the job, until it has ended',
  request: { params },
  responses: {
    200: { description: 'Events', content: { 'text/event-stream': { schema: z.string() } } },
    default: problemAnswer,
  },
});
const cancelRoute = createRoute({
  method: 'post',
  path: '/jobs/{jobId}/cancel',
  tags,
  summary: 'Stops a job; what is done stays',
  request: { params },
  responses: answers(200, 'The job', job),
});
const retryRoute = createRoute({
  method: 'post',
  path: '/jobs/{jobId}/retry',
  tags,
  summary: 'Does failed and cancelled steps again, and after them what looks at the job as a whole',
  request: { params },
  responses: answers(202, 'The job', job),
});

/** Ingests and all other jobs: start, watch, cancel, retry. */
export function jobRoutes(parts: ApiParts) {
  const { queue } = parts;
  const view = (found: Job) => {
    const trouble = found.finishedAt === undefined ? parts.jobTrouble() : undefined;
    return { ...jobView(found, parts.now()), ...(trouble ? { trouble: toErrorRecord(trouble) } : {}) };
  };
  return createRouter()
    .openapi(ingestRoute, async (c) => {
      const request = c.req.valid('json');
      const { slideFolders } = parts.access;
      if (!c.get('trusted')) checkFolders(request.paths, slideFolders);
      const find = c.get('trusted') ? parts.findSlides : onlyInside(parts.findSlides, slideFolders);
      const started = await startIngest(parts, find, request, c.get('actor'));
      parts.wake();
      return c.json(view(started), 202);
    })
    .openapi(reportRoute, async (c) => {
      const report = await ingestReport(parts, c.req.valid('param').jobId);
      const slides = report.slides.map(ingestedView);
      return c.json({ jobId: report.job.id, slides, otherFiles: [...report.otherFiles] }, 200);
    })
    .openapi(listRoute, async (c) => {
      const { limit, cursor } = c.req.valid('query');
      if (cursor !== undefined && !(await queue.get(cursor))) throw noSuchPage();
      const found = await queue.list({ limit, before: cursor });
      const nextCursor = found.length === limit ? (found.at(-1)?.id ?? null) : null;
      return c.json({ items: found.map(view), nextCursor }, 200);
    })
    .openapi(getRoute, async (c) => c.json(view(await jobOf(parts, c.req.valid('param').jobId)), 200))
    .openapi(eventsRoute, async (c) => {
      const { jobId } = c.req.valid('param');
      await jobOf(parts, jobId);
      return streamSSE(c, async (stream) => {
        let said = '';
        while (!stream.aborted) {
          const current = await jobOf(parts, jobId);
          const data = JSON.stringify(view(current));
          if (data !== said) await stream.writeSSE({ event: 'job', data });
          said = data;
          if (current.finishedAt !== undefined) return;
          await stream.sleep(WATCH_EVERY_MS);
        }
      });
    })
    .openapi(cancelRoute, async (c) => {
      const { jobId } = c.req.valid('param');
      await jobOf(parts, jobId);
      const cancelled = await queue.cancel(jobId);
      await parts.catalog.audit.write({ actor: c.get('actor'), action: 'cancel-job', subject: jobId });
      return c.json(view(cancelled), 200);
    })
    .openapi(retryRoute, async (c) => {
      const { jobId } = c.req.valid('param');
      await jobOf(parts, jobId);
      const retried = await parts.retry(jobId);
      await parts.catalog.audit.write({ actor: c.get('actor'), action: 'retry-job', subject: jobId });
      return c.json(view(retried), 202);
    });
}

async function jobOf({ queue }: ApiParts, id: string): Promise<Job> {
  const found = await queue.get(id);
  if (!found) throw new TesseraError('not-found', `There is no job “${id}”.`);
  return found;
}

function noSuchPage(): TesseraError {
  return new TesseraError('invalid-input', 'The cursor does not belong to this list.', {
    hint: 'Take nextCursor of the page before, or leave it out to begin anew.',
  });
}

function checkFolders(paths: readonly string[], folders: readonly string[]): void {
  if (paths.every((path) => isInside(path, folders))) return;
  throw new TesseraError('forbidden', 'Slides may be registered only from the configured folders.', {
    hint: 'List the folder in TESSERA_SLIDE_FOLDERS, upload the slide, or use `tessera ingest` on this machine.',
  });
}

/** Links in an allowed folder that lead out of all of them are other files: named, and left alone. */
function onlyInside(find: FindSlides, folders: readonly string[]): FindSlides {
  return async (path) => {
    const { slides, otherFiles } = await find(path);
    const outside = slides.filter((slide) => !isInside(slide, folders));
    return {
      slides: slides.filter((slide) => !outside.includes(slide)),
      otherFiles: [...otherFiles, ...outside.map(fileName)],
    };
  };
}
