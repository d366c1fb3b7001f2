import {
  closeSync,
  copyFileSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { getTableConfig } from 'drizzle-orm/sqlite-core';
import { afterAll, describe, expect, it } from 'vitest';
import { TesseraError } from '../domain/errors.js';
import { addIndexed, newSlide, SPACE } from './contract/fixtures.js';
import { findDatabaseDamage, openDatabase } from './database.js';
import * as schema from './schema.js';
import { createSqliteCatalog } from './sqlite-catalog.js';

const folder = mkdtempSync(join(tmpdir(), 'tessera-database-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;
const newFile = () => join(folder, `${files++}.db`);

function refusalOf(file: string): TesseraError {
  const before = readFileSync(file);
  try {
    openDatabase(file).close();
  } catch (error) {
    expect(readFileSync(file).equals(before), 'the file is as it was').toBe(true);
    expect(error).toBeInstanceOf(TesseraError);
    return error as TesseraError;
  }
  throw new Error('the file was taken');
}

async function filledFile(): Promise<string> {
  const file = newFile();
  const catalog = createSqliteCatalog(openDatabase(file));
  for (let slide = 0; slide < 20; slide++) await addIndexed(catalog, newSlide(`${slide}.svs`), 30);
  await catalog.close();
  return file;
}

describe('the database', () => {
  it('is made, kept and opened again', async () => {
    const file = await filledFile();
    const database = openDatabase(file);
    expect(database.connection.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(database.connection.pragma('foreign_keys', { simple: true })).toBe(1);
    expect(await createSqliteCatalog(database).slides.counts()).toMatchObject({ archived: 20 });
    expect(findDatabaseDamage(database)).toEqual([]);
    database.close();
  });

  it('has the tables that its queries are typed by', () => {
    const database = openDatabase(newFile());
    for (const table of Object.values(schema)) {
      const { name, columns } = getTableConfig(table);
      const there = database.connection.pragma(`table_info(${name})`) as {
        name: string;
        notnull: 0 | 1;
        pk: number;
      }[];
      expect(columns.map((column) => column.name)).toEqual(there.map((column) => column.name));
      const needed = there
        .filter((column) => column.notnull === 1 || column.pk > 0)
        .map((column) => column.name);
      const typed = columns.filter((column) => column.notNull || column.primary).map((column) => column.name);
      expect(typed, name).toEqual(needed);
    }
    database.close();
  });

  it('waits for the disk where people write, not where tiles are written', () => {
    const database = openDatabase(newFile());
    const synchronous = () => database.connection.pragma('synchronous', { simple: true });
    expect(database.write(synchronous)).toBe(2);
    expect(database.writeBatch(synchronous)).toBe(1);
    expect(() => database.writeBatch(() => expect.fail('stop'))).toThrow();
    expect(synchronous()).toBe(2);
    database.close();
  });

  it('keeps nothing of a transaction that fails', () => {
    const database = openDatabase(newFile());
    const fail = () =>
      database.write(() => {
        database.connection.exec("INSERT INTO spaces VALUES (1, 'x', 'm', 's', 1, 224, 4, 0, 0)");
        throw new TesseraError('conflict', 'no');
      });
    expect(fail).toThrow(expect.objectContaining({ tag: 'conflict' }));
    expect(database.connection.prepare('SELECT count(*) FROM spaces').pluck().get()).toBe(0);
    database.close();
  });

  it('has an audit log that only grows', async () => {
    const database = openDatabase(newFile());
    await createSqliteCatalog(database).audit.write({ actor: 'a', action: 'b', subject: 'c' });
    expect(() => database.connection.exec('DELETE FROM audit')).toThrow(/only grows/);
    expect(() => database.connection.exec("UPDATE audit SET actor = 'x'")).toThrow(/only grows/);
    database.close();
  });
});

describe('a file of an older version', () => {
  const VERSION_2 = readFileSync(new URL('testing/version-2.sql', import.meta.url), 'utf8');

  function oldFile(): string {
    const file = newFile();
    const old = new Database(file);
    old.pragma('journal_mode = WAL');
    old.exec(VERSION_2);
    old.close();
    return file;
  }

  it('comes to the present one with all it holds, and its model serves', async () => {
    const database = openDatabase(oldFile());
    expect(database.connection.pragma('user_version', { simple: true })).toBe(7);
    expect(findDatabaseDamage(database)).toEqual([]);
    expect(database.connection.pragma('foreign_key_check')).toEqual([]);
    const catalog = createSqliteCatalog(database);
    const [space] = await catalog.tiles.spaces();
    expect(space).toMatchObject({ modelId: 'stain-texture', tiles: 2, slides: 1 });
    expect(await catalog.models.kept()).toEqual([]);
    expect(await catalog.models.serving('another')).toMatchObject({
      modelId: 'stain-texture',
      modelSha256: '0123456789abcdef',
    });
    expect(await catalog.tiles.coverage()).toEqual([{ spaceId: space!.id, slides: 1, done: 1 }]);
    const stored = await catalog.tiles.stored(1, space!.id);
    expect(stored.places.map((place) => place.tileId)).toEqual([1, 3]);
    expect([...stored.vectors]).toEqual([0x3c00, 0, 0, 0, 0, 0x3c00, 0, 0]);
    expect(await catalog.tiles.ledger(1)).toMatchObject([{ planned: 3, skipped: 1, reasons: { blur: 1 } }]);
    expect((await catalog.searches.get('q_1'))?.answer).toEqual({ space: space!.id });
    expect(await catalog.calibrations.get(space!.id)).toMatchObject({ archivePatients: 1 });
    await catalog.close();
  });

  it('keeps the order of its collections', async () => {
    const file = oldFile();
    const old = new Database(file);
    const collect = old.prepare(
      `INSERT INTO collection_items (id, collection_key, slide_key, x, y, width, height, note, created_at)
       SELECT ?, ?, key, 0, 0, 1, 1, '', 0 FROM slides LIMIT 1`,
    );
    for (const key of [1, 2])
      old.exec(`INSERT INTO collections VALUES (${key}, 't_${key}', 'name', '', 'local', 0, 0)`);
    for (const [id, key] of [
      ['i_a', 1],
      ['i_b', 2],
      ['i_c', 1],
    ] as const)
      collect.run(id, key);
    old.close();
    const catalog = createSqliteCatalog(openDatabase(file));
    expect((await catalog.collections.get('t_1'))?.items).toMatchObject([
      { id: 'i_a', place: 0 },
      { id: 'i_c', place: 1 },
    ]);
    expect((await catalog.collections.get('t_2'))?.items).toMatchObject([{ id: 'i_b', place: 0 }]);
    await catalog.close();
  });

  it('gives back to the disk what a dropped model leaves, like one that is new', async () => {
    const file = oldFile();
    const database = openDatabase(file);
    const catalog = createSqliteCatalog(database);
    await catalog.models.serve({ modelId: 'next', modelSha256: '00' });
    for (let slide = 0; slide < 20; slide++) await addIndexed(catalog, newSlide(`${slide}.svs`), 150);
    database.connection.pragma('wal_checkpoint(TRUNCATE)');
    const before = statSync(file).size;
    const ids = await catalog.models.leave({ modelId: SPACE.modelId, modelSha256: SPACE.modelSha256 });
    for (const id of ids) while (await catalog.models.sweep(id));
    while (await catalog.models.shrink());
    expect(database.connection.pragma('freelist_count', { simple: true })).toBe(0);
    expect(statSync(file).size).toBeLessThan(before * 0.7);
    expect(findDatabaseDamage(database)).toEqual([]);
    await catalog.close();
  });
});

describe('a file that cannot be the catalog is refused and left as it is', () => {
  it('of a newer version', () => {
    const file = newFile();
    const database = openDatabase(file);
    database.connection.pragma('user_version = 99');
    database.close();
    expect(refusalOf(file)).toMatchObject({ tag: 'unavailable', details: { version: 99 } });
  });

  it('of another program', () => {
    const file = newFile();
    const other = new Database(file);
    other.exec('CREATE TABLE bookmarks (url TEXT)');
    other.close();
    expect(refusalOf(file)).toMatchObject({
      tag: 'unavailable',
      message: expect.stringContaining('another program'),
    });
  });

  it('that is no database', () => {
    const file = newFile();
    writeFileSync(file, 'Dear colleague, '.repeat(1000));
    expect(refusalOf(file)).toMatchObject({ tag: 'unavailable', hint: expect.stringContaining('backup') });
  });

  it('that was cut off', async () => {
    const file = await filledFile();
    truncateSync(file, 3 * 4096);
    expect(refusalOf(file)).toMatchObject({ tag: 'unavailable', hint: expect.stringContaining('backup') });
  });

  it('whose first page is overwritten', async () => {
    const file = await filledFile();
    const handle = openSync(file, 'r+');
    writeSync(handle, Buffer.alloc(2048, 0xff), 0, 2048, 100);
    closeSync(handle);
    expect(refusalOf(file)).toMatchObject({ tag: 'unavailable', hint: expect.stringContaining('backup') });
  });

  it('that is a folder', () => {
    expect(() => openDatabase(folder)).toThrow(expect.objectContaining({ tag: 'unavailable' }));
    expect(() => openDatabase(join(folder, 'none', 'x.db'))).toThrow(
      expect.objectContaining({ tag: 'unavailable' }),
    );
  });

  it('and damage further in is found when all is read, and tagged when it is met', async () => {
    const file = newFile();
    copyFileSync(await filledFile(), file);
    const handle = openSync(file, 'r+');
    const database = openDatabase(file);
    const root = database.connection
      .prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'slides'")
      .pluck();
    const page = root.get() as number;
    database.close();
    writeSync(handle, Buffer.alloc(64, 0xaa), 0, 64, (page - 1) * 4096);
    closeSync(handle);
    const damaged = openDatabase(file);
    expect(findDatabaseDamage(damaged).length).toBeGreaterThan(0);
    const catalog = createSqliteCatalog(damaged);
    await expect(catalog.slides.list({ filters: {}, limit: 5 })).rejects.toMatchObject({
      tag: 'unavailable',
    });
    await catalog.close();
  });
});
