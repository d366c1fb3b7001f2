import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { cli, type Environment } from '../support/house.js';
import { type Http, problemIn, STACK } from '../support/http.js';
import type { Deed } from './row.js';

export type Said = {
  readonly tag: string;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly details?: unknown;
};

/** Does what must be refused, by the terminal or over HTTP, and answers what is said. */
export async function refusalOf(deed: Deed, api: Http, data: string): Promise<Said> {
  if ('cli' in deed) return cliRefusal(deed.cli, data, deed.env);
  return toSaid(
    'method' in deed
      ? await api.fetchJson(deed.method, deed.path, deed.body)
      : await trusted(deed, api, data),
  );
}

/** As the terminal of this machine, which may read any file: it holds the data directory's token. */
async function trusted(deed: Exclude<Deed, { cli: unknown } | { method: unknown }>, api: Http, data: string) {
  const { token } = JSON.parse(readFileSync(join(data, 'process.json'), 'utf8')) as { token: string };
  const send = (path: string, type: string, body: string | Buffer) =>
    fetch(api.at(path), {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': type },
      body,
    });
  if ('list' in deed) {
    const type = deed.list.endsWith('.json') ? 'application/json' : 'text/csv';
    return send('/cases/import', type, readFileSync(deed.list));
  }
  const visit = JSON.stringify({ reference: deed.visit, mpp: deed.mpp });
  const opened = await send('/slides/visits', 'application/json', visit);
  if (!opened.ok) return opened;
  const { id } = (await opened.json()) as { id: string };
  return api.fetchJson('POST', '/searches', { slideId: id });
}

async function toSaid(response: Response): Promise<Said> {
  const { tag, detail, hint, details } = await problemIn(response);
  return { tag, message: detail, hint, details };
}

/** What a command says as it fails: the same tag for people and programs, exit code 2, no stack. */
async function cliRefusal(args: readonly string[], data: string, env: Environment = {}): Promise<Said> {
  // A row with a data directory of its own names it; the last one given would win.
  const own = args.includes('--data') ? args.slice(args.indexOf('--data'), args.indexOf('--data') + 2) : [];
  const words = args.filter((word) => !own.includes(word));
  const outcome = await cli([...words, '--json'], { data: own[1] ?? data, env });
  const { stdout, stderr, code } = outcome;
  expect(code, `${stdout}${stderr}`).toBe(2);
  expect(stdout + stderr).not.toMatch(STACK);
  const { error } = JSON.parse(stdout) as { error: Said };
  expect(stderr).toContain(error.message.split('\n')[0]);
  return error;
}
