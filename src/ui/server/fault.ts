import type { Details } from '../words/en-faults.js';
import type { Problem } from '../words/explain.js';

type More = {
  readonly hint?: string | undefined;
  readonly details?: Details | undefined;
  readonly requestId?: string | undefined;
};

/** What went wrong with a request, as the server says it; `lost` when the server was not reached at all. */
export class Fault extends Error implements Problem {
  readonly hint: string | undefined;
  readonly details: Details | undefined;
  readonly requestId: string | undefined;

  constructor(
    readonly tag: string,
    readonly detail: string,
    more: More = {},
  ) {
    super(detail);
    this.hint = more.hint;
    this.details = more.details;
    this.requestId = more.requestId;
  }

  get lost(): boolean {
    return this.tag === 'lost';
  }
}

export async function faultOf(response: Response): Promise<Fault> {
  return faultIn(await response.json().catch(() => undefined), response);
}

/** Out of an answer's body; one that is not Tessera's (of a proxy, say) leaves the status alone. */
export function faultIn(
  body: unknown,
  { status, statusText }: { status: number; statusText: string },
): Fault {
  const { tag, detail, ...more } = (body ?? {}) as Partial<Problem> & More;
  return new Fault(tag ?? 'internal', detail ?? `${status} ${statusText}`, more);
}

export function asFault(error: unknown): Fault {
  if (error instanceof Fault) return error;
  return new Fault('internal', error instanceof Error ? error.message : String(error));
}
