import { type AnyColumn, type SQL, sql } from 'drizzle-orm';

/** `column IN keys` for any number of keys: one parameter, where a list of them ends at 32,766. */
export function keyIn(column: AnyColumn, keys: readonly number[]): SQL {
  return sql`${column} IN (SELECT value FROM json_each(${JSON.stringify(keys)}))`;
}
