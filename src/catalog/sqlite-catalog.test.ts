import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe } from 'vitest';
import { describeCatalog } from './contract.js';
import { openDatabase } from './database.js';
import { createSqliteCatalog } from './sqlite-catalog.js';

describe('the catalog in SQLite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tessera-catalog-'));
  const opened: { close(): Promise<void> }[] = [];
  let files = 0;
  afterAll(async () => {
    for (const catalog of opened) await catalog.close();
    rmSync(folder, { recursive: true });
  });

  describeCatalog(async () => {
    let time = 1000;
    const database = openDatabase(join(folder, `${files++}.db`));
    const catalog = createSqliteCatalog(database, { now: () => time++ });
    opened.push(catalog);
    return catalog;
  });
});
