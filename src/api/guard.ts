import { randomUUID, timingSafeEqual } from 'node:crypto';
import { createMiddleware } from 'hono/factory';
import { TesseraError } from '../domain/errors.js';
import type { ApiEnv } from './router.js';

export type GuardOptions = {
  /** Host names (without port) under which the server may be reached. */
  readonly hosts: readonly string[];
  /** Secret that the data directory holds: who can read it may read the slides anyway. */
  readonly token: string;
};

const LOCAL_HOSTS = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Lets through only requests that name this server (a page elsewhere cannot reach it by DNS rebinding) and, when
 * a browser sends them, come from its own pages. Sets who is asking.
 */
export function guard({ hosts, token }: GuardOptions) {
  const allowed = new Set([...LOCAL_HOSTS, ...hosts]);
  return createMiddleware<ApiEnv>(async (c, next) => {
    c.set('requestId', randomUUID());
    const host = c.req.header('host') ?? new URL(c.req.url).host;
    if (!allowed.has(hostName(host))) {
      throw new TesseraError('forbidden', 'This server is not known under that name.', {
        hint: 'Open it as http://127.0.0.1, or list the name in TESSERA_ALLOWED_HOSTS.',
      });
    }
    const origin = c.req.header('origin');
    if (origin !== undefined && !isSameOrigin(origin, host)) {
      throw new TesseraError('forbidden', 'Requests from other sites are not answered.');
    }
    const trusted = holdsToken(c.req.header('authorization'), token);
    c.set('trusted', trusted);
    c.set('actor', trusted ? 'terminal' : 'local user');
    await next();
    c.header('x-request-id', c.get('requestId'));
    c.header('x-content-type-options', 'nosniff');
    c.header('referrer-policy', 'no-referrer');
    // Cases and diagnoses stay in nobody's cache; pictures, whose address says nothing, name their own time.
    if (!c.res.headers.has('cache-control')) c.header('cache-control', 'no-store');
  });
}

function hostName(host: string): string {
  return host.toLowerCase().replace(/:\d+$/, '');
}

function isSameOrigin(origin: string, host: string): boolean {
  try {
    return new URL(origin).host === host.toLowerCase();
  } catch {
    return false; // "null" and other strangers.
  }
}

function holdsToken(header: string | undefined, token: string): boolean {
  const given = Buffer.from(header ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
