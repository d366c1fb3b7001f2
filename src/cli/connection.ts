import { hc } from 'hono/client';
import type { ApiRoutes } from '../api/api.js';
import { type ErrorTag, TesseraError } from '../domain/errors.js';

/** A way to a house: the running server of a data directory, or a house opened in this process. */
export type Connection = {
  readonly fetch: typeof fetch;
  readonly url: string;
  readonly token: string;
  close(): Promise<void>;
};

export type Client = ReturnType<typeof createClient>;

/** The API, typed; every call goes through `read`, which turns problem documents into errors. */
export function createClient({ fetch, url, token }: Connection) {
  return hc<ApiRoutes>(`${url}/api/v1`, { fetch, headers: { authorization: `Bearer ${token}` } });
}

type Answer<T> = {
  readonly ok: boolean;
  readonly status: number;
  json(): Promise<T>;
  text(): Promise<string>;
};

/** The body of a good answer. Errors: what the problem document says, as a TesseraError. */
export async function read<T>(answer: Promise<Answer<T>>): Promise<T> {
  const response = await answer;
  if (response.ok) return response.json();
  throw problemOf(response.status, await response.text());
}

/** The same for answers without a body. */
export async function done(answer: Promise<Answer<unknown>>): Promise<void> {
  const response = await answer;
  if (!response.ok) throw problemOf(response.status, await response.text());
}

type Problem = { tag: ErrorTag; detail: string; hint?: string; details?: Record<string, unknown> };

export function problemOf(status: number, body: string): TesseraError {
  try {
    const { tag, detail, hint, details } = JSON.parse(body) as Problem;
    return new TesseraError(tag, detail, { hint, details });
  } catch {
    return new TesseraError('unavailable', `The server answered ${status} without saying why.`);
  }
}
