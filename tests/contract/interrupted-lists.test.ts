import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { createCaseLists, readCaseList } from '../../src/archive/case-lists.js';
import { openDatabase } from '../../src/catalog/database.js';
import { createSqliteCatalog } from '../../src/catalog/sqlite-catalog.js';
import { TesseraError } from '../../src/domain/errors.js';

const folder = mkdtempSync(join(tmpdir(), 'tessera-lists-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('a list that a full disk stopped is taken before a later one, and never writes over it', async () => {
  const catalog = createSqliteCatalog(openDatabase(join(folder, 'tessera.db')));
  let full = true;
  const lists: typeof catalog.lists = {
    ...catalog.lists,
    async takeNext(list) {
      if (full) throw new TesseraError('unavailable', 'The disk is full.');
      return catalog.lists.takeNext(list);
    },
  };
  const caseLists = createCaseLists({ ...catalog, lists }, async (file) => readCaseList(file));
  const send = (diagnosis: string) => {
    const content = new TextEncoder().encode(`case_id,diagnosis\nC1,${diagnosis}\n`);
    return caseLists.import({ content, kind: 'csv' }, 'local');
  };
  await expect(send('first')).rejects.toMatchObject({ tag: 'unavailable' });
  full = false;
  expect(await send('second')).toMatchObject({ created: 0, updated: 1 });
  await caseLists.resume();
  expect(await catalog.cases.getByCaseId('C1')).toMatchObject({ diagnosis: 'second' });
  await catalog.close();
});
