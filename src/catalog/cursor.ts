import { TesseraError } from '../domain/errors.js';
import type { Paged } from './port.js';

/** Lists run from the newest key down; the cursor is the last key given, wrapped so that nobody builds on it. */
export function keyBefore(cursor: string | undefined): number {
  if (cursor === undefined) return Number.MAX_SAFE_INTEGER;
  const text = Buffer.from(cursor, 'base64url').toString('latin1');
  if (!/^k\d{1,15}$/.test(text)) {
    throw new TesseraError('invalid-input', 'this cursor is not one of ours', {
      hint: 'Pass nextCursor of the page before, or leave it out.',
    });
  }
  return Number(text.slice(1));
}

/** Makes a page of rows that were asked for with one more than `limit`. */
export function pageOf<Row extends { key: number }, Item>(
  rows: readonly Row[],
  limit: number,
  toItem: (row: Row) => Item,
): Paged<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const more = rows.length > limit && last !== undefined;
  return {
    items: shown.map(toItem),
    nextCursor: more ? Buffer.from(`k${last.key}`, 'latin1').toString('base64url') : undefined,
  };
}
