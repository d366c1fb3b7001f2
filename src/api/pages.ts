import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { type Context, Hono } from 'hono';
import { TesseraError } from '../domain/errors.js';
import type { ApiEnv } from './router.js';

/** Addresses that the pages draw themselves; everything else is an asset, the API, or nothing. */
const PLACES = [
  ...['/', '/compare', '/system', '/cases/:id', '/slides/:id'],
  ...['/searches', '/searches/:id', '/collections', '/collections/:id'],
];

/** OpenSeadragon adds one style element of its own (no focus ring on touch screens), allowed by its hash alone. */
export const VIEWER_STYLE =
  '@media (hover: none) {    .openseadragon-canvas:focus {        outline: none !important;    }}';
export const VIEWER_STYLE_HASH = 'sha256-9xTiqzfwFaL2SGb1rmr8gysEwVVjIvqWAgmZgqFqpEE=';

/** Nothing from outside, no inline script; pictures may also be those that a person pastes (blob). */
const POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  `style-src 'self' '${VIEWER_STYLE_HASH}'`,
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const gzipped = promisify(gzip);

/** The reading room: one page for all its addresses, and assets whose names change with what is in them. */
export function pageRoutes(folder: string) {
  const routes = new Hono<ApiEnv>();
  // There are a handful, and none of them ever changes.
  const packed = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const path of PLACES) routes.get(path, (c) => page(c, folder, 200));
  routes.get('/assets/:name{[\\w.-]+}', async (c) => {
    const name = c.req.param('name');
    const type = TYPES[extname(name)];
    const content = type && (await read(join(folder, 'assets', name)));
    if (!content) throw new TesseraError('not-found', `There is nothing at ${c.req.path}.`);
    const headers = {
      'content-type': type,
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
    };
    if (!/\bgzip\b/.test(c.req.header('accept-encoding') ?? '')) return c.body(content, 200, headers);
    const smaller = packed.get(name) ?? (await pack(content));
    packed.set(name, smaller);
    return c.body(smaller, 200, { ...headers, 'content-encoding': 'gzip' });
  });
  return routes;
}

async function pack(content: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return (await gzipped(content)) as Uint8Array<ArrayBuffer>;
}

/** The page of an address; 404 for one that it does not know, where it shows the way back. */
export async function page(c: Context<ApiEnv>, folder: string, status: 200 | 404): Promise<Response> {
  const content = await read(join(folder, 'index.html'));
  if (!content) {
    throw new TesseraError('unavailable', 'The pages of Tessera are not built.', {
      hint: 'Run `node scripts/setup.mjs` and start the server again; the API at /docs works meanwhile.',
    });
  }
  return c.body(content, status, {
    'content-type': TYPES['.html'] as string,
    'content-security-policy': POLICY,
    'cache-control': 'no-cache',
  });
}

async function read(file: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    return (await readFile(file)) as Uint8Array<ArrayBuffer>;
  } catch (error) {
    if (['ENOENT', 'EISDIR', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? ''))
      return undefined;
    throw error;
  }
}
