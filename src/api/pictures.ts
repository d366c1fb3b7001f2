import { createHash } from 'node:crypto';
import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { SlideRecord } from '../catalog/port.js';
import { type ApiEnv, problemAnswer } from './router.js';

export const pictureAnswers = {
  200: {
    description: 'JPEG',
    content: { 'image/jpeg': { schema: z.string().openapi({ format: 'binary' }) } },
  },
  304: { description: 'The picture that the browser has is current' },
  default: problemAnswer,
} as { 200: { description: string }; 304: { description: string } };

/** A day without asking; the slide's own identity makes the tag, so a replaced slide shows at once when asked. */
const CACHE = 'private, max-age=86400';
/** A slide in work gets tissue and scale yet. */
const CACHE_IN_WORK = 'private, no-cache';

/** Answers a picture with its ETag; draws it only when the browser has none or an old one. */
export async function jpegAnswer(
  c: Context<ApiEnv>,
  slide: SlideRecord,
  draw: () => Promise<Uint8Array>,
): Promise<Response> {
  const etag = etagOf(slide, new URL(c.req.url));
  const caching = slide.status === 'pending' && slide.state === 'archived' ? CACHE_IN_WORK : CACHE;
  const headers = { etag, 'cache-control': caching, 'x-request-id': c.get('requestId') };
  if (holds(c.req.header('if-none-match'), etag)) return new Response(null, { status: 304, headers });
  const jpeg = await draw();
  return new Response(jpeg as Uint8Array<ArrayBuffer>, {
    status: 200,
    headers: { ...headers, 'content-type': 'image/jpeg' },
  });
}

/** Whether a list of tags names this one; a proxy that packed the picture marks the tag as weak (RFC 9110, 13.1.2). */
function holds(header: string | undefined, etag: string): boolean {
  const tags = (header ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes(etag) || tags.includes('*');
}

function etagOf(slide: SlideRecord, url: URL): string {
  const identity = `${slide.sha256} ${slide.mpp} ${slide.status} ${url.pathname}${url.search}`;
  return `"${createHash('sha256').update(identity).digest('base64url').slice(0, 22)}"`;
}
