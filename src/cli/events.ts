import { type Connection, problemOf } from './connection.js';

/** The data of each server-sent event, until the stream ends. With a body it is posted. */
export async function* readEvents(
  { fetch, url, token }: Connection,
  path: string,
  body?: unknown,
): AsyncGenerator<string> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const posted = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const response = await fetch(url + path, { headers, ...posted });
  if (!response.ok || !response.body) throw problemOf(response.status, await response.text());
  const decoder = new TextDecoder();
  let buffer = '';
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    buffer += decoder.decode(chunk, { stream: true });
    const events = buffer.split('\n\n');
    buffer = events.pop() ?? '';
    for (const event of events) {
      const data = event.split('\n').flatMap((line) => (line.startsWith('data: ') ? [line.slice(6)] : []));
      if (data.length > 0) yield data.join('\n');
    }
  }
}
