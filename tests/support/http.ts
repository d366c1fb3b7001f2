import { request } from 'node:http';
import { expect } from 'vitest';
import type { ErrorTag } from '../../src/domain/errors.js';
import { until } from './house.js';

export type Problem = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly tag: ErrorTag;
  readonly hint?: string;
  readonly details?: Record<string, unknown>;
  readonly requestId: string;
};

export type JobState = {
  readonly id: string;
  readonly state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  readonly steps: { readonly total: number; readonly done: number; readonly failed: number };
};

export type Page<T> = { readonly items: readonly T[]; readonly nextCursor: string | null };

/** A line of a stack, of any of our files: nothing that anyone outside may see. */
export const STACK = /\bat .*\.(js|ts):\d+|node:internal|node_modules/;

/** The API of one server, as a client of it speaks. */
export function createHttp(url: string) {
  const at = (path: string) => `${url}/api/v1${path}`;

  function fetchJson(method: string, path: string, body?: unknown): Promise<Response> {
    const content =
      body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    return fetch(at(path), { method, ...content });
  }

  /** A good answer's JSON; throws what a problem says. */
  async function send<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetchJson(method, path, body);
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (response.status === 204 ? undefined : await response.json()) as T;
  }

  const api = {
    url,
    at,
    fetchJson,
    get: <T>(path: string) => send<T>('GET', path),
    post: <T>(path: string, body?: unknown) => send<T>('POST', path, body),
    put: <T>(path: string, body?: unknown) => send<T>('PUT', path, body),
    delete: <T>(path: string) => send<T>('DELETE', path),
    /** What a request is refused with. */
    refusal: async (method: string, path: string, body?: unknown) =>
      problemIn(await fetchJson(method, path, body)),
    /** Every item of a list, page by page. */
    async walk<T>(path: string, limit: number): Promise<T[]> {
      const items: T[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const query: string = `limit=${limit}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`;
        const page: Page<T> = await api.get(`${path}${path.includes('?') ? '&' : '?'}${query}`);
        expect(page.items.length).toBeLessThanOrEqual(limit);
        items.push(...page.items);
        cursor = page.nextCursor;
      }
      return items;
    },
    /** A job, when it has ended. */
    async finished(jobId: string): Promise<JobState> {
      let job = await api.get<JobState>(`/jobs/${jobId}`);
      await until(`job ${jobId} ends`, async () => {
        job = await api.get<JobState>(`/jobs/${jobId}`);
        return !['queued', 'running'].includes(job.state);
      });
      return job;
    },
  };
  return api;
}
export type Http = ReturnType<typeof createHttp>;

/** The problem document of an answer, which has all that every problem must have and shows nothing of the inside. */
export async function problemIn(response: Response): Promise<Problem> {
  const text = await response.text();
  expect(response.ok, `${response.url} was answered: ${text.slice(0, 200)}`).toBe(false);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(text).not.toMatch(STACK);
  const problem = JSON.parse(text) as Problem;
  expect(problem.status).toBe(response.status);
  expect(problem.type).toBe(`urn:tessera:problem:${problem.tag}`);
  expect(problem.title.length).toBeGreaterThan(0);
  expect(problem.detail.length).toBeGreaterThan(0);
  expect(problem.requestId).toMatch(/^[0-9a-f-]{36}$/);
  expect(response.headers.get('x-request-id')).toBe(problem.requestId);
  return problem;
}

/** A request with headers that `fetch` would set itself, such as Host. */
export function rawRequest(
  url: string,
  options: {
    readonly method?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly path?: string;
  },
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const call = request(url, options, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        const headers = Object.entries(incoming.headers).map(([name, value]): [string, string] => [
          name,
          String(value),
        ]);
        const body =
          incoming.statusCode === 204 || incoming.statusCode === 304 ? null : Buffer.concat(chunks);
        resolve(new Response(body, { status: incoming.statusCode ?? 0, headers }));
      });
    });
    call.on('error', reject);
    call.end();
  });
}
