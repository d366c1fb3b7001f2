import type { Context, Hono } from 'hono';
import { TesseraError } from '../domain/errors.js';
import { problemResponse } from './problem.js';
import type { ApiEnv } from './router.js';

/** Answers to requests that no route takes. */

export function nothingThere(c: Context<ApiEnv>): Response {
  return problemResponse(c, new TesseraError('not-found', `There is nothing at ${c.req.path}.`), 404);
}

/** There is something at the path, but not for this method. */
export function wrongMethod(c: Context<ApiEnv>, methods: readonly string[]): Response {
  const allow = methods.join(', ');
  const error = new TesseraError('invalid-input', `${c.req.method} is not done at ${c.req.path}.`, {
    hint: `It takes ${allow}.`,
  });
  const response = problemResponse(c, error, 405);
  response.headers.set('allow', allow);
  return response;
}

/** Methods that the routes have for a path; what answers GET answers HEAD. */
export function methodsAt(app: Pick<Hono<ApiEnv>, 'routes'>, path: string): string[] {
  const found = app.routes.filter((route) => route.method !== 'ALL' && matches(route.path, path));
  const methods = new Set(found.map(({ method }) => method));
  if (methods.has('GET')) methods.add('HEAD');
  return [...methods].sort();
}

function matches(route: string, path: string): boolean {
  const [wanted, given] = [route.split('/'), path.split('/')];
  return (
    wanted.length === given.length &&
    wanted.every((part, i) => (part.startsWith(':') ? given[i] !== '' : part === given[i]))
  );
}
