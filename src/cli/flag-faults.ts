import { TesseraError } from '../domain/errors.js';

/** A fault as the API tells it (api/router.ts). */
type Fault = {
  readonly where: string;
  readonly message: string;
  readonly origin?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly inclusive?: boolean;
};

/** What the API says of its fields, said of the flags that they came from; every other error as it is. */
export function sayOfFlags(error: unknown, commandName: string): unknown {
  const faults = error instanceof TesseraError ? error.details?.faults : undefined;
  if (!(error instanceof TesseraError) || error.tag !== 'invalid-input' || !Array.isArray(faults))
    return error;
  return new TesseraError(error.tag, `${(faults as Fault[]).map(sayFault).join('; ')}.`, {
    hint: `tessera help ${commandName}`,
    details: error.details,
    cause: error,
  });
}

function sayFault(fault: Fault): string {
  const [, field = fault.where] = fault.where.split('.');
  const flag = `--${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  return `${flag}: ${limitOf(fault) ?? fault.message}`;
}

function limitOf({ origin, minimum, maximum, inclusive }: Fault): string | undefined {
  if (origin !== 'number') return undefined;
  if (maximum !== undefined) return `must be ${inclusive ? 'at most' : 'below'} ${maximum}`;
  if (minimum !== undefined) return `must be ${inclusive ? 'at least' : 'above'} ${minimum}`;
  return undefined;
}
