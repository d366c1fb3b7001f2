import { z } from '@hono/zod-openapi';
import { ERROR_TAGS } from '../../domain/errors.js';

/** RFC 9457 problem details: every error of the API looks like this. */
export const problem = z
  .object({
    type: z.string().openapi({ example: 'urn:tessera:problem:not-found' }),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    tag: z.enum(ERROR_TAGS),
    hint: z.string().optional().openapi({ description: 'What to do next.' }),
    details: z.record(z.string(), z.unknown()).optional(),
    requestId: z.string(),
  })
  .openapi('Problem');

/** µm per pixel. */
export const mpp = z
  .number()
  .positive()
  .max(1000)
  .openapi({ description: 'µm per level-0 pixel', example: 0.25 });

export const box = z
  .object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() })
  .openapi('Box', { description: 'Rectangle in level-0 pixels; x right, y down.' });

export const point = z.object({ x: z.number(), y: z.number() }).openapi('Point');

export const errorRecord = z
  .object({
    tag: z.enum(ERROR_TAGS),
    message: z.string(),
    hint: z.string().optional(),
    details: z.record(z.string(), z.unknown()).optional(),
  })
  .openapi('ErrorRecord');

type NumberFacts = { type: 'number' | 'integer'; minimum?: number; maximum?: number; description?: string };

/**
 * A number in a path or a query, where everything is text. Not `z.coerce`, which takes an empty text for 0 and
 * writes required parameters into the OpenAPI document as optional ones.
 */
export function numberText(facts: NumberFacts) {
  const { type, minimum = -Infinity, maximum = Infinity } = facts;
  const number = (type === 'integer' ? z.int() : z.number()).min(minimum).max(maximum);
  return z
    .string()
    .regex(/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i, 'must be a number')
    .transform(Number)
    .pipe(number)
    .openapi(facts);
}

export const slideStatus = z.enum(['pending', 'indexed', 'skipped', 'failed']);

/** Query parameters of every list. */
export const pageQuery = z.object({
  limit: numberText({ type: 'integer', minimum: 1, maximum: 500 })
    .prefault('50')
    .openapi({ type: 'integer', minimum: 1, maximum: 500, default: 50 }),
  cursor: z.string().optional(),
});

export function pageOf<T extends z.ZodType>(item: T, name: string) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() }).openapi(name);
}

/** Fields by which lists and searches can be narrowed: several keys = and, several values = or. */
export const filters = z.record(z.string(), z.array(z.string())).openapi({
  description: 'key → values; several keys = and, several values of a key = or',
  example: { organ: ['lung'] },
});

/** `filter=key=value` in a query string, repeatable. */
export const filterQuery = z.object({
  filter: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .transform((value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]))
    .openapi({
      type: 'array',
      items: { type: 'string' },
      description: 'key=value; may repeat: several keys = and, the same key twice = or',
    }),
});

/** `status=failed` in a query string, repeatable. */
export const statusQuery = z
  .union([slideStatus, z.array(slideStatus)])
  .optional()
  .transform((value) => (value === undefined ? undefined : [value].flat()))
  .openapi({
    type: 'array',
    items: { type: 'string', enum: [...slideStatus.options] },
    description: 'Cases with an archived slide that came so far; may repeat: or',
  });

export const isoTime = z.string().openapi({ format: 'date-time' });
