import type { ClientResponse } from 'hono/client';
import { noteAnswered, noteLost } from '../state/connection.js';
import { Fault, faultOf } from './fault.js';

/**
 * The one way of asking the server: gives the good answer's JSON, throws a Fault for everything else, and keeps
 * the page informed whether the server is there.
 */
export async function call<T>(request: Promise<ClientResponse<T>>): Promise<T> {
  const response = await reach(request);
  if (!response.ok) throw await faultOf(response as unknown as Response);
  return (await response.json()) as T;
}

/** The same for answers without a body. */
export async function callEmpty(request: Promise<{ ok: boolean }>): Promise<void> {
  const response = await reach(request);
  if (!response.ok) throw await faultOf(response as unknown as Response);
}

async function reach<R>(request: Promise<R>): Promise<R> {
  try {
    const response = await request;
    noteAnswered();
    return response;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    noteLost();
    throw new Fault('lost', '');
  }
}
