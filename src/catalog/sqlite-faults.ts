import Database from 'better-sqlite3';
import { type ErrorTag, TesseraError } from '../domain/errors.js';

/**
 * Gives SQLite's own faults (full disk, damaged file, lock held elsewhere) a tag and a sentence that a user can
 * act on. Errors of ours pass through; what is neither stays a bug.
 */
export function translateFault(error: unknown, file: string, message?: string): TesseraError {
  if (error instanceof TesseraError) return error;
  const code = error instanceof Database.SqliteError ? error.code : '';
  const known = FAULTS.find((fault) => code.startsWith(fault.code));
  const detail = error instanceof Error ? error.message : String(error);
  return new TesseraError(known?.tag ?? 'internal', `${message ?? known?.message ?? 'database'}: ${detail}`, {
    hint: known?.hint,
    details: { file, code },
    cause: error,
  });
}

const RESTORE =
  'Nothing was changed. Restore the file from a backup, or move it away and ingest the slides again.';

const FAULTS: readonly { code: string; tag: ErrorTag; message: string; hint: string }[] = [
  { code: 'SQLITE_CORRUPT', tag: 'unavailable', message: 'the database is damaged', hint: RESTORE },
  { code: 'SQLITE_NOTADB', tag: 'unavailable', message: 'this is not a database', hint: RESTORE },
  {
    code: 'SQLITE_FULL',
    tag: 'unavailable',
    message: 'the disk is full',
    hint: 'Free some space; what was written before is safe.',
  },
  {
    code: 'SQLITE_IOERR',
    tag: 'unavailable',
    message: 'the disk failed',
    hint: 'Check the disk that holds the data directory.',
  },
  {
    code: 'SQLITE_CANTOPEN',
    tag: 'unavailable',
    message: 'the database cannot be opened',
    hint: 'Check that the data directory exists and may be read and written.',
  },
  {
    code: 'SQLITE_READONLY',
    tag: 'unavailable',
    message: 'the database may not be written',
    hint: 'Check the permissions of the data directory.',
  },
  {
    code: 'SQLITE_BUSY',
    tag: 'locked',
    message: 'another program holds the database',
    hint: 'Close the program that has tessera.db open.',
  },
];
