/** What went wrong with a request, as the server says it; `lost` when the server was not reached at all. */
export class Fault extends Error {
  constructor(
    readonly tag: string,
    readonly detail: string,
    readonly hint: string | undefined,
    readonly requestId: string | undefined,
  ) {
    super(detail);
  }

  get lost(): boolean {
    return this.tag === 'lost';
  }
}

type Problem = { tag?: string; detail?: string; hint?: string; requestId?: string };

export async function faultOf(response: Response): Promise<Fault> {
  const problem = (await response.json().catch(() => ({}))) as Problem;
  return new Fault(
    problem.tag ?? 'internal',
    problem.detail ?? `${response.status} ${response.statusText}`,
    problem.hint,
    problem.requestId,
  );
}

export function asFault(error: unknown): Fault {
  if (error instanceof Fault) return error;
  return new Fault('internal', error instanceof Error ? error.message : String(error), undefined, undefined);
}
