import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openDatabase } from '../../src/catalog/database.js';
import { createVectorSource } from '../../src/catalog/vector-source.js';
import type { VectorSource } from '../../src/vectors/port.js';

// Parts do not import each other, so the compiler can compare the two shapes only here.
it('gives the index what its port asks for', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tessera-source-'));
  const database = openDatabase(join(folder, 'tessera.db'));
  const catalog = createVectorSource(database.file);
  const source: VectorSource = catalog;
  expect(source.spaces()).toEqual([]);
  catalog.close();
  database.close();
  rmSync(folder, { recursive: true });
});
