import { stemOf } from './file-names.js';
import { fold } from './filters.js';
import type { SlideRecord } from './port.js';
import type { slides } from './schema.js';

export type SlideRow = typeof slides.$inferSelect;
type SlideChange = Partial<Omit<SlideRecord, 'key' | 'id' | 'createdAt'>>;

export function toSlide(row: SlideRow): SlideRecord {
  const { stainFolded: _stain, scannerFolded: _scanner, stem: _stem, ...shown } = row;
  return {
    ...shown,
    sha256: row.sha256 ?? undefined,
    error: row.error ?? undefined,
    format: row.format ?? undefined,
    width: row.width ?? undefined,
    height: row.height ?? undefined,
    mpp: row.mpp ?? undefined,
    mppSource: row.mppSource ?? undefined,
    stain: row.stain ?? undefined,
    scanner: row.scanner ?? undefined,
    expiresAt: row.expiresAt ?? undefined,
  };
}

/** The columns a change touches; a field given as undefined becomes empty. */
export function toColumns(change: SlideChange): Partial<SlideRow> {
  const columns = Object.fromEntries(Object.entries(change).map(([name, value]) => [name, value ?? null]));
  const derived: Partial<SlideRow> = {};
  if (change.name !== undefined) derived.stem = stemOf(change.name);
  if ('stain' in change) derived.stainFolded = change.stain === undefined ? null : fold(change.stain);
  if ('scanner' in change) derived.scannerFolded = change.scanner === undefined ? null : fold(change.scanner);
  return { ...columns, ...derived };
}
