import type Database from 'better-sqlite3';
import type { TilePlaces } from '../domain/tile-grid.js';

type Columns = { readonly [K in 'ids' | 'xs' | 'ys' | 'widths' | 'heights']: string };

/**
 * Where the indexed tiles of a slide lie in a space. Columns of numbers come as JSON lists in one row: a fifth of
 * the time that thousands of rows take into JavaScript.
 */
export function preparePlaces(
  connection: Database.Database,
): (slideKey: number, spaceKey: number) => TilePlaces {
  const columns = connection.prepare<unknown[], Columns>(
    `SELECT json_group_array(id) AS ids, json_group_array(x) AS xs, json_group_array(y) AS ys,
       json_group_array(width) AS widths, json_group_array(height) AS heights
     FROM tiles WHERE slide_key = ? AND space_key = ? AND state = 'indexed'`,
  );
  const numbers = (list: string) => Int32Array.from(JSON.parse(list) as number[]);
  return (slideKey, spaceKey) => {
    const { ids, xs, ys, widths, heights } = columns.get(slideKey, spaceKey)!;
    return {
      tileIds: Uint32Array.from(JSON.parse(ids) as number[]),
      xs: numbers(xs),
      ys: numbers(ys),
      widths: numbers(widths),
      heights: numbers(heights),
    };
  };
}
