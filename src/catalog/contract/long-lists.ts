import { describe, expect, it } from 'vitest';
import { toPages } from '../../domain/case-list-pages.js';
import type { MakeCatalog } from '../contract.js';
import type { Catalog } from '../port.js';
import { importRows, newSlide, row } from './fixtures.js';

/** More rows than a page has, and files in every way a list can name them. */
const ROWS = [
  row('first', { file: 'a', facts: { organ: 'lung' } }),
  ...Array.from({ length: 120 }, (_, i) =>
    row(`C${i}`, { file: `c${i}.svs`, facts: { notes: `case ${i}` } }),
  ),
  row('last', { file: 'a.svs', mpp: 0.25 }),
];
const LIST = { pages: toPages(ROWS), rows: ROWS.length, actor: 'test' };

export function describeLongLists(make: MakeCatalog): void {
  async function withSlides(): Promise<Catalog> {
    const catalog = await make();
    for (const name of ['a.svs', 'c7.svs', 'other.svs']) await catalog.slides.add(newSlide(name));
    return catalog;
  }
  async function look(catalog: Catalog) {
    const { items } = await catalog.slides.list({ filters: {}, limit: 10 });
    const owners = await catalog.cases.getByKeys(items.map(({ caseKey }) => caseKey));
    const ownerOf = (caseKey: number) => {
      const { listed, caseId } = owners.get(caseKey)!;
      return listed ? caseId : 'none';
    };
    return {
      cases: await catalog.cases.count(),
      owners: items.map(({ name, caseKey }) => `${name}: ${ownerOf(caseKey)}`).sort(),
      found: (await catalog.text.search('case 119', {}, 5)).length,
    };
  }

  describe('a case list of several pages', () => {
    it('is in force only when it is taken, page by page, and ends with one report', async () => {
      const catalog = await withSlides();
      const list = await catalog.lists.keep(LIST);
      expect(await catalog.cases.getByCaseId('first')).toBeUndefined();
      const reports = [];
      while (reports.at(-1) === undefined) reports.push(await catalog.lists.takeNext(list));
      expect(LIST.pages.length).toBeGreaterThan(2);
      expect(reports.length).toBeGreaterThan(LIST.pages.length);
      expect(reports.at(-1)).toEqual({
        rows: 122,
        created: 122,
        updated: 0,
        unchanged: 0,
        claimedSlides: 2,
        mppChanged: ['a.svs'],
      });
      const { owners, found } = await look(catalog);
      // The exact name is on the last page, the stem on the first.
      expect(owners).toEqual(['a.svs: last', 'c7.svs: C7', 'other.svs: none']);
      expect(found).toBe(1);
      expect(await importRows(catalog.lists, ROWS)).toMatchObject({
        unchanged: 122,
        created: 0,
        claimedSlides: 0,
      });
    });

    it('is gone when it was taken, and waits when it was not, whatever page it had come to', async () => {
      const whole = await withSlides();
      await importRows(whole.lists, ROWS);
      expect(await whole.lists.waiting()).toEqual([]);
      const expected = await look(whole);
      for (let taken = 0; taken <= LIST.pages.length * 3; taken++) {
        const catalog = await withSlides();
        const list = await catalog.lists.keep(LIST);
        for (let i = 0; i < taken; i++) await catalog.lists.takeNext(list);
        expect(await catalog.lists.waiting()).toEqual([{ list, rows: 122, actor: 'test' }]);
        while ((await catalog.lists.takeNext(list)) === undefined);
        expect(await look(catalog)).toEqual(expected);
      }
    });

    it('does not bring back a case that was deleted while it was taken', async () => {
      const catalog = await withSlides();
      const list = await catalog.lists.keep(LIST);
      for (let i = 0; i < LIST.pages.length; i++) await catalog.lists.takeNext(list);
      await catalog.cases.remove((await catalog.cases.getByCaseId('C7'))!.id);
      while ((await catalog.lists.takeNext(list)) === undefined);
      expect(await catalog.cases.getByCaseId('C7')).toBeUndefined();
      expect(await catalog.cases.claimFor('c7.svs')).toBeUndefined();
      expect(await catalog.cases.getByCaseId('C8')).toBeDefined();
    });
  });
}
