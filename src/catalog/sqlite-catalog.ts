import { createAuditLog } from './audit-log.js';
import { createCalibrationStore } from './calibration-store.js';
import { createCaseClaims } from './case-claims.js';
import { createCaseImport } from './case-import.js';
import { createCaseNames } from './case-names.js';
import { createCaseStore } from './case-store.js';
import { createCaseText } from './case-text.js';
import { createCaseWriting } from './case-writing.js';
import { createChangeLog } from './change-log.js';
import { createCollectionStore } from './collection-store.js';
import type { TesseraDatabase } from './database.js';
import { createEvaluationStore } from './evaluation-store.js';
import { createModelStore } from './kept-models.js';
import type { Catalog } from './port.js';
import { createSearchStore } from './search-store.js';
import { createRemoval } from './slide-removal.js';
import { createSlideStore } from './slide-store.js';
import { createSpaceRows } from './space-rows.js';
import { createTextStore } from './text-store.js';
import { createTileStore } from './tile-store.js';
import { createUpkeep } from './upkeep.js';

/**
 * The catalog in one SQLite file. `close` closes the database.
 *
 * @example
 * const database = openDatabase(join(dataDir, 'tessera.db'));
 * const catalog = createSqliteCatalog(database);
 * const queue = createSqliteQueue(database.connection);
 */
export function createSqliteCatalog(
  database: TesseraDatabase,
  options: { readonly now?: () => number } = {},
): Catalog {
  const now = options.now ?? Date.now;
  const { connection } = database;
  const log = createChangeLog(connection);
  const text = createCaseText(connection);
  const names = createCaseNames(database);
  const removal = createRemoval(connection, { log, text, names });
  const claims = createCaseClaims(connection, removal);
  const spaceRows = createSpaceRows(database);
  const writing = createCaseWriting(database, { text, names, now });
  return {
    cases: createCaseStore(database, { writing, claims, removal }),
    lists: createCaseImport(database, { writing, claims }),
    slides: createSlideStore(database, { log, removal, now }),
    tiles: createTileStore(database, { log, removal, names, spaceRows }),
    models: createModelStore(database, { spaceRows, now }),
    text: createTextStore(database),
    searches: createSearchStore(database),
    calibrations: createCalibrationStore(database, now),
    collections: createCollectionStore(database, now),
    evaluations: createEvaluationStore(database, now),
    audit: createAuditLog(database, now),
    upkeep: createUpkeep(database, { text, log, spaceRows }),
    close: async () => database.close(),
  };
}
