import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
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

/** How assets lie beside themselves, packed when they were built; the smallest first. */
const PACKED = [
  { coding: 'br', ending: '.br' },
  { coding: 'gzip', ending: '.gz' },
];

/** The reading room: one page for all its addresses, and assets whose names change with what is in them. */
export function pageRoutes(folder: string) {
  const routes = new Hono<ApiEnv>();
  for (const path of PLACES) routes.get(path, async (c) => page(c, folder, 200, await ahead(c, folder)));
  routes.get('/assets/:name{[\\w.-]+}', async (c) => {
    const name = c.req.param('name');
    const type = TYPES[extname(name)];
    const file = join(folder, 'assets', name);
    const content = type && (await read(file));
    if (!content) throw new TesseraError('not-found', `There is nothing at ${c.req.path}.`);
    const headers = {
      'content-type': type,
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
    };
    const accepted = (c.req.header('accept-encoding') ?? '').split(',').map((word) => word.trim());
    for (const { coding, ending } of PACKED) {
      const smaller = accepted.includes(coding) ? await read(file + ending) : undefined;
      if (smaller) return c.body(smaller, 200, { ...headers, 'content-encoding': coding });
    }
    return c.body(content, 200, headers);
  });
  return routes;
}

/**
 * What the page of a slide will ask for, told with the page itself: a slow line then brings the first picture and the
 * drawing library beside the page's own script instead of after it.
 */
async function ahead(c: Context<ApiEnv>, folder: string): Promise<Record<string, string>> {
  const [, slideId] = /^\/slides\/([\w-]+)$/.exec(c.req.path) ?? [];
  if (!slideId) return {};
  const assets = await readdir(join(folder, 'assets')).catch(() => []);
  const viewer = assets.find((name) => /^open-viewer-[\w-]+\.js$/.test(name));
  const links = [
    `</api/v1/slides/${slideId}/thumbnail?side=512>; rel=preload; as=image`,
    ...(viewer ? [`</assets/${viewer}>; rel=modulepreload`] : []),
  ];
  return { link: links.join(', ') };
}

/** The page of an address; 404 for one that it does not know, where it shows the way back. */
export async function page(
  c: Context<ApiEnv>,
  folder: string,
  status: 200 | 404,
  more: Readonly<Record<string, string>> = {},
): Promise<Response> {
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
    ...more,
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
