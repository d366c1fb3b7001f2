import { TesseraError } from '../domain/errors.js';
import type { Paged } from './port.js';

/** Lists run from the newest key down; the cursor is the last key given, wrapped so that nobody builds on it. */
export function keyBefore(cursor: string | undefined): number {
  return cursor === undefined ? Number.MAX_SAFE_INTEGER : unwrap('k', cursor);
}

/** Lists in another order than that of their keys: the cursor is the place where the next page begins. */
export function placeOf(cursor: string | undefined): number {
  return cursor === undefined ? 0 : unwrap('p', cursor);
}

function unwrap(kind: 'k' | 'p', cursor: string): number {
  const text = Buffer.from(cursor, 'base64url').toString('latin1');
  if (text.startsWith(kind) && /^.\d{1,15}$/.test(text)) return Number(text.slice(1));
  throw new TesseraError('invalid-input', 'this cursor is not one of ours', {
    hint: 'Pass nextCursor of the page before, or leave it out.',
  });
}

function wrap(kind: 'k' | 'p', value: number): string {
  return Buffer.from(`${kind}${value}`, 'latin1').toString('base64url');
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
    nextCursor: more ? wrap('k', last.key) : undefined,
  };
}

/** The same for rows that begin at a place of their list. */
export function pageFrom<Row, Item>(
  place: number,
  rows: readonly Row[],
  limit: number,
  toItem: (row: Row) => Item,
): Paged<Item> {
  const nextCursor = rows.length > limit ? wrap('p', place + limit) : undefined;
  return { items: rows.slice(0, limit).map(toItem), nextCursor };
}
