import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { grid, newSlide, SPACE } from './contract/fixtures.js';
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

  it('lays a grid anew that a killed process left half laid', async () => {
    const database = openDatabase(join(folder, 'half.db'));
    const catalog = createSqliteCatalog(database);
    opened.push(catalog);
    await catalog.tiles.ensureSpaces([SPACE]);
    const { key } = await catalog.slides.add(newSlide('a.svs'));
    await catalog.tiles.plan(key, SPACE.id, grid(5));
    database.connection.exec('UPDATE slide_spaces SET laid = 0, planned = 0');
    expect(await catalog.tiles.pending(key, SPACE.id, 9)).toEqual([]);
    await catalog.tiles.plan(key, SPACE.id, grid(7));
    expect(await catalog.tiles.pending(key, SPACE.id, 9)).toHaveLength(7);
    expect(await catalog.tiles.ledger(key)).toMatchObject([{ planned: 7, pending: 7 }]);
  });

  it('takes more keys than a statement has parameters', async () => {
    const catalog = createSqliteCatalog(openDatabase(join(folder, 'many.db')));
    opened.push(catalog);
    const { key } = await catalog.slides.add(newSlide('a.svs'));
    const keys = Array.from({ length: 40_000 }, (_, index) => index + 1);
    expect([...(await catalog.slides.getByKeys(keys)).keys()]).toEqual([key]);
    expect((await catalog.cases.getByKeys(keys)).size).toBe(1);
  });
});
