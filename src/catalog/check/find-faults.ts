import Database from 'better-sqlite3';
import { findDamage } from '../database.js';
import { findCaseFaults } from './case-faults.js';
import type { CatalogFaults } from './faults.js';
import { findSlideFaults } from './slide-faults.js';
import { findTileFaults } from './tile-faults.js';

/** How long a statement waits for another connection's lock, ms. */
const BUSY_TIMEOUT_MS = 5_000;

/**
 * Checks the catalog's file, then whether what is derived in it agrees with what it is derived from. By a connection of
 * its own that only reads, at one moment of the catalog, whatever others write meanwhile.
 */
export function findCatalogFaults(file: string): CatalogFaults {
  const connection = new Database(file, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
  try {
    const damage = findDamage(connection);
    if (damage.length > 0) return { damage, cases: [], slides: [], tiles: [] };
    return connection.transaction(() => ({
      damage,
      cases: findCaseFaults(connection),
      slides: findSlideFaults(connection),
      tiles: findTileFaults(connection),
    }))();
  } finally {
    connection.close();
  }
}
