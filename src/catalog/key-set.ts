import { type AnyColumn, type Placeholder, type SQL, sql } from 'drizzle-orm';

/**
 * `column IN keys` for any number of keys: one parameter, where a list of them ends at 32,766. A prepared statement
 * gives a placeholder and later the keys as a JSON list.
 */
export function keyIn(column: AnyColumn, keys: readonly number[] | Placeholder): SQL {
  return sql`${column} IN (SELECT value FROM json_each(${Array.isArray(keys) ? JSON.stringify(keys) : keys}))`;
}
