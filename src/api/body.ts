import { TesseraError } from '../domain/errors.js';

/** A body in memory, counted while it comes: a larger one is refused at the limit, not after it. Bytes. */
export async function readBody(request: Request, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bodyOf(request)) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The body as a stream of chunks; empty when there is none. */
export function bodyOf(request: Request): AsyncIterable<Uint8Array> {
  return (request.body ?? new Blob([]).stream()) as unknown as AsyncIterable<Uint8Array>;
}

export function tooLarge(maxBytes: number): TesseraError {
  return new TesseraError('too-large', `The body is larger than ${Math.round(maxBytes / 2 ** 20)} MB.`, {
    details: { maxBytes },
  });
}
