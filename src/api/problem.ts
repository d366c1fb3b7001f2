import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { type ErrorTag, TesseraError } from '../domain/errors.js';
import type { ApiEnv } from './router.js';

/** The one table of how an error is said over HTTP. */
const STATUS: Readonly<Record<ErrorTag, ContentfulStatusCode>> = {
  unreadable: 422,
  'unsupported-format': 415,
  damaged: 422,
  'missing-companion': 422,
  'missing-library': 422,
  'missing-mpp': 422,
  'not-brightfield': 422,
  'not-a-slide': 422,
  'too-large': 413,
  'too-coarse': 422,
  'too-small': 422,
  'no-tissue': 422,
  'invalid-input': 400,
  'invalid-case-list': 400,
  'invalid-config': 500,
  'not-found': 404,
  conflict: 409,
  'changed-file': 409,
  forbidden: 403,
  locked: 423,
  cancelled: 409,
  timeout: 504,
  'model-refused': 422,
  'bad-vector': 422,
  'index-damaged': 500,
  'worker-crashed': 502,
  unavailable: 503,
  internal: 500,
};

/** Any error as problem details; an unexpected one is logged with its stack and says only its request id. */
export function toProblem(error: unknown, c: Context<ApiEnv>, log: (line: string) => void): Response {
  const known = asTesseraError(error);
  if (known.tag === 'internal') {
    const stack = error instanceof Error ? error.stack : String(error);
    log(`request ${c.get('requestId')} ${c.req.method} ${c.req.path}: ${stack}`);
  }
  const status = error instanceof HTTPException ? error.status : STATUS[known.tag];
  return problemResponse(c, known, status);
}

export function problemResponse(c: Context<ApiEnv>, error: TesseraError, status: number): Response {
  const requestId = c.get('requestId');
  const body = {
    type: `urn:tessera:problem:${error.tag}`,
    title: TITLES[status] ?? 'Error',
    status,
    detail: error.message,
    tag: error.tag,
    hint: error.hint,
    details: error.details,
    requestId,
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      'content-type': 'application/problem+json',
      'x-request-id': requestId,
      'cache-control': 'no-store',
    },
  });
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'The request is not right',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Not done here',
  409: 'Contradicts what is there',
  413: 'Too large',
  415: 'Unsupported format',
  422: 'Cannot be processed',
  423: 'In use by another process',
  500: 'Internal error',
  502: 'A worker failed',
  503: 'Not available now',
  504: 'Took too long',
};

const NOT_JSON = {
  message: 'The body is of a kind that is not taken here.',
  hint: 'Send JSON, with the header content-type: application/json.',
};

function asTesseraError(error: unknown): TesseraError {
  if (error instanceof TesseraError && error.tag !== 'internal') return error;
  if (error instanceof HTTPException) {
    if (error.status === 415) return new TesseraError('invalid-input', NOT_JSON.message, NOT_JSON);
    const broken = error.status === 400;
    return new TesseraError('invalid-input', broken ? 'The body is not valid JSON.' : error.message);
  }
  return new TesseraError('internal', 'Something went wrong inside Tessera.', {
    hint: 'The log holds the details under this request id.',
  });
}
