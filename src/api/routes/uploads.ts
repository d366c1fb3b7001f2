import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createRoute, z } from '@hono/zod-openapi';
import { startIngest } from '../../archive/ingest.js';
import { visit } from '../../archive/resolve-slide.js';
import { dropUpload, PARTIAL_UPLOAD, uploadsFolder } from '../../archive/uploads.js';
import { TesseraError } from '../../domain/errors.js';
import { bodyOf } from '../body.js';
import type { ApiParts } from '../parts.js';
import { answers, createRouter } from '../router.js';
import { mpp, numberText } from '../schemas/common.js';
import { slide } from '../schemas/slide.js';
import { job } from '../schemas/system.js';
import { jobView } from '../views/job.js';
import { slideViews } from '../views/slide.js';

const tags = ['Slides'];
/** A name as people give it, without any way out of the folder, and short enough for every file system. */
const isFileName = (name: string) => /^[^/\\\p{Cc}]+$/u.test(name) && !/^\.+$/.test(name);
const MAX_NAME_BYTES = 240;

const query = z.object({
  mpp: numberText({ type: 'number' }).pipe(mpp).optional().openapi({ type: 'number' }),
  model: z.string().optional(),
});
const body = {
  required: true,
  content: { 'application/octet-stream': { schema: z.string().openapi({ format: 'binary' }) } },
};
const params = z.object({
  name: z
    .string()
    .refine(isFileName, 'must be a plain file name')
    .refine((name) => Buffer.byteLength(name) <= MAX_NAME_BYTES, `must have at most ${MAX_NAME_BYTES} bytes`),
});

const archiveUpload = createRoute({
  method: 'put',
  path: '/uploads/archived/{name}',
  tags,
  summary: 'Uploads a slide (streamed to disk) and archives it',
  request: { params, query, body },
  responses: answers(202, 'The job that indexes it', job),
});
const visitUpload = createRoute({
  method: 'put',
  path: '/uploads/visiting/{name}',
  tags,
  summary: 'Uploads a slide (streamed to disk) as a visiting one: to view and to ask, not to answer',
  request: { params, query, body },
  responses: answers(200, 'The slide', slide),
});

/** Uploads: a file is complete before anything sees it; a broken connection leaves nothing, and starts anew. */
export function uploadRoutes(parts: ApiParts) {
  return createRouter()
    .openapi(archiveUpload, async (c) => {
      const { name } = c.req.valid('param');
      const path = await receive(parts, c.req.raw, name);
      const request = { paths: [path], ...c.req.valid('query') };
      const started = await startIngest(parts, parts.findSlides, request, c.get('actor'));
      parts.wake();
      return c.json(jobView(started, parts.now()), 202);
    })
    .openapi(visitUpload, async (c) => {
      const path = await receive(parts, c.req.raw, c.req.valid('param').name);
      try {
        const record = await visit(parts, path, { mpp: c.req.valid('query').mpp, actor: c.get('actor') });
        // The same slide is here already: it is shown from where it lies.
        await dropUpload(parts.settings.dataDir, path, record.path);
        return c.json((await slideViews(parts.catalog, [record]))[0]!, 200);
      } catch (error) {
        await dropUpload(parts.settings.dataDir, path);
        throw error;
      }
    });
}

/** Streams the body to a folder of its own, under the name it was given; whole or not at all. */
async function receive(parts: ApiParts, request: Request, name: string): Promise<string> {
  const folder = join(uploadsFolder(parts.settings.dataDir), randomUUID());
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const partial = join(folder, PARTIAL_UPLOAD);
  try {
    await writeStream(request, partial, parts.access.maxUploadBytes);
    const path = join(folder, name);
    await rename(partial, path);
    return path;
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function writeStream(request: Request, file: string, maxBytes: number): Promise<void> {
  const handle = await open(file, 'w', 0o600);
  let size = 0;
  try {
    for await (const chunk of bodyOf(request)) {
      size += chunk.length;
      if (size > maxBytes) {
        throw new TesseraError(
          'too-large',
          `The slide is larger than ${Math.round(maxBytes / 2 ** 30)} GB.`,
          {
            hint: 'Put it into a folder of the server and ingest it from there, or raise TESSERA_MAX_UPLOAD_BYTES.',
          },
        );
      }
      await handle.write(chunk);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}
