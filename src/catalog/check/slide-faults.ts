import type Database from 'better-sqlite3';
import { stemOf } from '../file-names.js';
import { fold } from '../filters.js';

type Row = {
  readonly key: number;
  readonly name: string;
  readonly stem: string;
  readonly stain: string | null;
  readonly scanner: string | null;
  readonly stainFolded: string | null;
  readonly scannerFolded: string | null;
};

/** Slides whose stem, folded stain or folded scanner are not those of their name, stain and scanner. */
export function findSlideFaults(connection: Database.Database): number[] {
  const rows = connection.prepare<[], Row>(
    `SELECT key, name, stem, stain, scanner, stain_folded AS stainFolded, scanner_folded AS scannerFolded
     FROM slides`,
  );
  const faults: number[] = [];
  for (const row of rows.iterate()) {
    const agrees =
      row.stem === stemOf(row.name) &&
      row.stainFolded === folded(row.stain) &&
      row.scannerFolded === folded(row.scanner);
    if (!agrees) faults.push(row.key);
  }
  return faults;
}

function folded(text: string | null): string | null {
  return text === null ? null : fold(text);
}
