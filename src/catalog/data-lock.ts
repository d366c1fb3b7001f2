import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { TesseraError } from '../domain/errors.js';
import { translateFault } from './sqlite-faults.js';

/** How the process that owns a data directory can be reached. The token is for processes that may read it. */
export type Announcement = {
  readonly pid: number;
  readonly url: string | undefined;
  readonly token: string;
};

export interface DataLock {
  /** Tells other processes where the server is. */
  announce(announcement: Announcement): void;
  release(): void;
}

/** A process that is just ending gets this long to let go, ms. */
const PATIENCE_MS = 3_000;

/**
 * Makes this process the only owner of a data directory. The lock is SQLite's own on a file beside the catalog:
 * the system drops it with the process, so `kill -9` leaves nothing to clean up and no pid to guess about.
 * Errors: `locked` when another process holds it, `unavailable` when the disk does not take it.
 */
export function lockDataDirectory(dataDir: string): DataLock {
  mkdirSync(dataDir, { recursive: true });
  const connection = new Database(join(dataDir, 'lock.db'), { timeout: PATIENCE_MS });
  try {
    connection.pragma('locking_mode = EXCLUSIVE');
    connection.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    connection.close();
    throw isHeld(cause) ? locked(dataDir, cause) : translateFault(cause, join(dataDir, 'lock.db'));
  }
  const file = announcementFile(dataDir);
  return {
    announce(announcement) {
      writeFileSync(file, JSON.stringify(announcement), { mode: 0o600 });
    },
    release() {
      rmSync(file, { force: true });
      connection.close();
    },
  };
}

function isHeld(cause: unknown): boolean {
  return cause instanceof Database.SqliteError && cause.code.startsWith('SQLITE_BUSY');
}

/** What the owner of a data directory last announced; it may be gone since. */
export function readAnnouncement(dataDir: string): Announcement | undefined {
  try {
    return JSON.parse(readFileSync(announcementFile(dataDir), 'utf8')) as Announcement;
  } catch {
    return undefined; // None, or half written by a process that was killed.
  }
}

function announcementFile(dataDir: string): string {
  return join(dataDir, 'process.json');
}

function locked(dataDir: string, cause: unknown): TesseraError {
  const owner = readAnnouncement(dataDir);
  return new TesseraError(
    'locked',
    `Another Tessera process${owner ? ` (pid ${owner.pid})` : ''} is running on this data directory.`,
    {
      hint: owner?.url
        ? `It serves at ${owner.url}; other commands go through it by themselves.`
        : 'Wait until it has ended, stop it, or start `tessera serve`, through which several commands can work.',
      details: { pid: owner?.pid, url: owner?.url },
      cause,
    },
  );
}
