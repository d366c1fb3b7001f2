import { OpenAPIHono, type z } from '@hono/zod-openapi';
import { TesseraError } from '../domain/errors.js';
import { problem } from './schemas/common.js';

export type ApiEnv = {
  Variables: {
    requestId: string;
    /** Who asks; every write records it. */
    actor: string;
    /** True for a process of this machine that may read the data directory (the CLI). */
    trusted: boolean;
  };
};

/** A router whose validation faults become problem details like every other error. */
export function createRouter(): OpenAPIHono<ApiEnv> {
  return new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (result.success) return;
      const faults = result.error.issues.map((issue) => ({
        where: [result.target, ...issue.path].join('.'),
        message: issue.message,
        ...limitsOf(issue),
      }));
      throw new TesseraError(
        'invalid-input',
        faults.map((fault) => `${fault.where}: ${fault.message}`).join('; '),
        { hint: 'The document at /api/v1/openapi.json says what is expected.', details: { faults } },
      );
    },
  });
}

/** What kind of fault it is, and the limits that a value missed: clients say it in words of their own. */
function limitsOf(issue: z.core.$ZodIssue) {
  const { code } = issue;
  if (code === 'too_small') {
    return { code, origin: issue.origin, minimum: issue.minimum, inclusive: issue.inclusive };
  }
  if (code === 'too_big') {
    return { code, origin: issue.origin, maximum: issue.maximum, inclusive: issue.inclusive };
  }
  return { code };
}

/** Responses of a route: one good answer, and problem details for everything else. */
export function answers<S extends 200 | 201 | 202, T extends z.ZodType>(
  status: S,
  description: string,
  schema: T,
) {
  const good = { description, content: { 'application/json': { schema } } };
  return { [status]: good, default: problemAnswer } as Record<S, typeof good>;
}

export const problemAnswer = {
  description: 'What was wrong, in words, with what to do next',
  content: { 'application/problem+json': { schema: problem } },
};

export const noContent = { 204: { description: 'Done' }, default: problemAnswer } as {
  204: { description: string };
};

export function jsonBody<T>(schema: T) {
  return { required: true as const, content: { 'application/json': { schema } } };
}
