import type { Row } from './row.js';

/** A slide that cannot be read, or not as it is given. */
export type SlideRow = Omit<Row, 'deed' | 'file'> & { readonly file: string; readonly mpp?: string };

/** Bytes without any order that a format has, the same each time. */
export function noise(count: number): Buffer {
  return Buffer.from(Array.from({ length: count }, (_, i) => (i * 7919 + 13) & 255));
}
