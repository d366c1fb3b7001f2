import { statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3';
import { TesseraError } from '../domain/errors.js';
import { migrate } from './migrations.js';
import { translateFault } from './sqlite-faults.js';

/** Written into the file's header, so that another program's database is never taken for ours ("TSRA"). */
const APPLICATION_ID = 0x54535241;

/** How long a statement waits for another connection's lock, ms. */
const BUSY_TIMEOUT_MS = 5_000;

/**
 * The open `tessera.db`. One connection serves both kinds of writing: `PRAGMA synchronous` is switched around
 * tile batches. A second connection would do the same, but each commit of one empties the page cache of the
 * other, and ingest writes a batch and a progress row in turns.
 */
export type TesseraDatabase = {
  readonly file: string;
  /** For parts that keep their own tables in the same file (the job queue). */
  readonly connection: Database.Database;
  readonly orm: BetterSQLite3Database;
  /** Runs statements that only read; SQLite's faults come out as TesseraError. */
  read<T>(body: () => T): T;
  /** One transaction that is on the disk when this returns: what people write. */
  write<T>(body: () => T): T;
  /** One transaction that survives `kill -9`, and a power cut as a whole or not at all: what can be computed again. */
  writeBatch<T>(body: () => T): T;
  close(): void;
};

/**
 * Opens the catalog's file, creates it when there is none, and brings it to the present version.
 * Refused with `unavailable`, and left as it is: a damaged file, another program's, one of a newer Tessera.
 *
 * @example const database = openDatabase(join(dataDir, 'tessera.db'));
 */
export function openDatabase(file: string): TesseraDatabase {
  const connection = connect(file);
  try {
    refuseForeign(connection, file);
    // Read before anything is written: a damaged schema shows here.
    const tables = connection.prepare('SELECT count(*) FROM sqlite_schema').pluck().get();
    if (tables === 0) connection.pragma('auto_vacuum = INCREMENTAL');
    connection.pragma('journal_mode = WAL');
    connection.pragma('foreign_keys = ON');
    connection.pragma('synchronous = FULL');
    connection.pragma('journal_size_limit = 67108864');
    connection.transaction(() => {
      migrate(connection, file);
      connection.pragma(`application_id = ${APPLICATION_ID}`);
    })();
    makeShrinkable(connection, file);
  } catch (error) {
    connection.close();
    throw openingFault(error, file);
  }
  return present(file, connection);
}

/** What SQLite itself finds wrong in the file; empty when it is sound. Reads all of it. */
export function findDatabaseDamage(database: TesseraDatabase): string[] {
  return findDamage(database.connection);
}

/** The same by any connection. */
export function findDamage(connection: Database.Database): string[] {
  try {
    const rows = connection.pragma('integrity_check(20)') as { integrity_check: string }[];
    return rows.map((row) => row.integrity_check).filter((text) => text !== 'ok');
  } catch (error) {
    // Some damage ends the check itself (the word index does): that is its finding.
    if (error instanceof Database.SqliteError) return [error.message];
    throw error;
  }
}

function connect(file: string): Database.Database {
  try {
    return new Database(file, { timeout: BUSY_TIMEOUT_MS });
  } catch (error) {
    // A missing folder is a TypeError of better-sqlite3, not a fault of SQLite.
    if (!(error instanceof TypeError)) throw openingFault(error, file);
    throw new TesseraError('unavailable', `${file} cannot be opened: its folder is not there`, {
      cause: error,
    });
  }
}

function present(file: string, connection: Database.Database): TesseraDatabase {
  const guard = <T>(body: () => T): T => {
    try {
      return body();
    } catch (error) {
      throw translateFault(error, file);
    }
  };
  const transact = <T>(body: () => T): T => guard(() => connection.transaction(body).immediate());
  return {
    file,
    connection,
    orm: drizzle({ client: connection }),
    read: guard,
    write: transact,
    writeBatch: (body) => {
      connection.pragma('synchronous = NORMAL');
      try {
        return transact(body);
      } finally {
        connection.pragma('synchronous = FULL');
      }
    },
    close: () => connection.close(),
  };
}

/** Room that writing the file anew needs beside it, as a multiple of its size. */
const VACUUM_ROOM = 2.5;

/**
 * A file of an older Tessera cannot give pages back to the disk; it is written anew once, in seconds to a minute, so
 * that dropped spaces free theirs. Without the room, or where SQLite will not, it stays as it is and nothing is lost.
 */
function makeShrinkable(connection: Database.Database, file: string): void {
  if (connection.pragma('auto_vacuum', { simple: true }) === 2) return;
  const { bavail, bsize } = statfsSync(dirname(file));
  if (bavail * bsize < statSync(file).size * VACUUM_ROOM) return;
  try {
    connection.pragma('auto_vacuum = INCREMENTAL');
    connection.exec('VACUUM');
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error;
  }
}

function refuseForeign(connection: Database.Database, file: string): void {
  const owner = connection.pragma('application_id', { simple: true });
  const tables = connection.prepare('SELECT count(*) FROM sqlite_schema').pluck().get();
  if (owner === APPLICATION_ID || tables === 0) return;
  throw new TesseraError('unavailable', `${file} is the database of another program`, {
    hint: 'Name another data directory, or move this file away.',
  });
}

function openingFault(error: unknown, file: string): TesseraError {
  if (error instanceof TesseraError) return error;
  return translateFault(error, file, `${file} cannot be opened`);
}
